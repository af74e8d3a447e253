// A network of one picture in and rows of numbers out, run by Core ML.
#import <Foundation/Foundation.h>

@interface ClearshotNetwork : NSObject
// Compiles and loads an .mlpackage; NO if that cannot be, and `trouble` says why.
- (BOOL)load:(NSString *)path;
- (char *)trouble;
- (int)imageWidth;
- (int)imageHeight;
// How many numbers an output has; 0 if there is no such output.
- (int)lengthOf:(NSString *)output;
// Reads width x height pixels of three bytes, RGB, at `pixels`; writes `length` floats at `numbers`.
- (BOOL)read:(unsigned long long)pixels
       width:(int)width
      height:(int)height
      output:(NSString *)output
        into:(unsigned long long)numbers
      length:(int)length;
@end
