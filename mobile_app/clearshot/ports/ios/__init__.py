"""An iPhone or iPad: our own Objective-C classes, reached through pyobjus.

Only `clearshot.ports.here` imports these files, and only on iOS. They have not run on a device yet:
tests run them against a bridge that knows the classes by their headers.
"""
