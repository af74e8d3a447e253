"""A phone with Android: our own Java classes, reached through pyjnius.

Only `clearshot.ports.here` imports these files, and only on Android. They have not run on a device
yet: tests run them against a bridge that knows the Java classes by their source.
"""
