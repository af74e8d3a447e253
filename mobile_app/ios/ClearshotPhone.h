// What an iPhone or iPad does besides its camera: voice, vibration, edges, motion, photos, settings.
#import <Foundation/Foundation.h>

@interface ClearshotPhone : NSObject
// By VoiceOver where it is on, else by a voice of its own; instead of what is being said.
- (void)say:(NSString *)words language:(NSString *)tag;
// One knock, so many milliseconds from now; `strength` 0 to 1.
- (void)knockAfter:(int)milliseconds strength:(double)strength;
// Points covered at a side: 0 left, 1 top, 2 right, 3 bottom; and pixels in a point.
- (double)inset:(int)side;
- (double)scale;
// Along the screen's right (0), top (1) and front (2): the pull of the earth, in g; 0 all: unknown.
- (double)pull:(int)axis;
// Radians a second about the same axes.
- (double)turn:(int)axis;
- (BOOL)isDark;
- (BOOL)isStill;
- (char *)language;
- (void)openSettings;
- (void)pick;
// 0 the person is choosing, 1 there is a photo, 2 there is none.
- (int)pickState;
- (unsigned long long)pickedLength;
- (BOOL)copyPicked:(unsigned long long)address length:(unsigned long long)length;
@end
