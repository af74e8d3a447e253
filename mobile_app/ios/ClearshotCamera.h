// The camera from one opening to its closing: what it has is asked for, never pushed.
// Only numbers, addresses and texts cross to Python. No file is written, no sound recorded.
#import <Foundation/Foundation.h>

@interface ClearshotCamera : NSObject
// Asks for permission if need be; returns at once.
- (void)openFront:(BOOL)front;
// 0 opening, 1 ready, 2 refused (iOS asks only once), 3 lost.
- (int)state;
- (char *)trouble;
- (BOOL)hasLight;
- (BOOL)hasFront;
// Makes the newest frame that was not given yet the given one; NO if there is none.
- (BOOL)nextFrame;
- (int)frameWidth;
- (int)frameHeight;
// Copies the given frame, BGRA, upright, row by row without gaps, to `length` bytes at `address`.
- (BOOL)copyFrame:(unsigned long long)address length:(unsigned long long)length;
// How far a picture as the sensor lies is turned clockwise to be upright.
- (int)degrees;
- (void)take;
// 0 not taken yet, 1 there is one, 2 there is none.
- (int)photoState;
- (unsigned long long)photoLength;
- (BOOL)copyPhoto:(unsigned long long)address length:(unsigned long long)length;
- (void)light:(BOOL)on;
// A point in shares of the picture as the sensor lies.
- (void)focusX:(double)x y:(double)y;
- (void)close;
@end
