// UIKit, AVFoundation, Core Motion and PhotosUI in, plain answers out: see ClearshotPhone.h.
#import "ClearshotPhone.h"
#import <AVFoundation/AVFoundation.h>
#import <CoreMotion/CoreMotion.h>
#import <PhotosUI/PhotosUI.h>
#import <UIKit/UIKit.h>

@interface ClearshotPhone () <PHPickerViewControllerDelegate>
@end

@implementation ClearshotPhone {
    AVSpeechSynthesizer *_voice;
    CMMotionManager *_motion;
    UIImpactFeedbackGenerator *_knock;
    NSString *_language;
    NSData *_picked;
    int _pickState;
    NSTimeInterval _asked;
}

- (UIWindow *)window {
    for (UIScene *scene in UIApplication.sharedApplication.connectedScenes) {
        if ([scene isKindOfClass:UIWindowScene.class]) {
            return ((UIWindowScene *)scene).windows.firstObject;
        }
    }
    return UIApplication.sharedApplication.windows.firstObject;
}

- (void)say:(NSString *)words language:(NSString *)tag {
    dispatch_async(dispatch_get_main_queue(), ^{
        if (UIAccessibilityIsVoiceOverRunning()) {
            UIAccessibilityPostNotification(UIAccessibilityAnnouncementNotification, words);
            return;
        }
        if (!self->_voice) {
            self->_voice = [AVSpeechSynthesizer new];
        }
        [self->_voice stopSpeakingAtBoundary:AVSpeechBoundaryImmediate];
        AVSpeechUtterance *speech = [AVSpeechUtterance speechUtteranceWithString:words];
        speech.voice = [AVSpeechSynthesisVoice voiceWithLanguage:tag];
        [self->_voice speakUtterance:speech];
    });
}

- (void)knockAfter:(int)milliseconds strength:(double)strength {
    dispatch_time_t then = dispatch_time(DISPATCH_TIME_NOW, milliseconds * NSEC_PER_MSEC);
    dispatch_after(then, dispatch_get_main_queue(), ^{
        if (!self->_knock) {
            self->_knock = [[UIImpactFeedbackGenerator alloc]
                initWithStyle:UIImpactFeedbackStyleMedium];
        }
        [self->_knock impactOccurredWithIntensity:strength];
    });
}

// Python runs on the main thread here, as UIKit asks.
- (double)inset:(int)side {
    UIEdgeInsets edges = [self window].safeAreaInsets;
    double sides[] = {edges.left, edges.top, edges.right, edges.bottom};
    return side >= 0 && side < 4 ? sides[side] : 0;
}

- (double)scale {
    return UIScreen.mainScreen.scale;
}

- (CMDeviceMotion *)felt {
    if (!_motion) {
        _motion = [CMMotionManager new];
        _motion.deviceMotionUpdateInterval = 0.03;
    }
    if (_motion.isDeviceMotionAvailable && !_motion.isDeviceMotionActive) {
        [_motion startDeviceMotionUpdates];
    }
    _asked = NSProcessInfo.processInfo.systemUptime;
    dispatch_after(dispatch_time(DISPATCH_TIME_NOW, 3 * NSEC_PER_SEC), dispatch_get_main_queue(), ^{
        if (NSProcessInfo.processInfo.systemUptime - self->_asked > 2.5) {
            [self->_motion stopDeviceMotionUpdates];
        }
    });
    return _motion.deviceMotion;
}

// The phone's own axes, turned as the screen's picture is turned.
- (double)along:(int)axis x:(double)x y:(double)y z:(double)z {
    UIInterfaceOrientation screen = [self window].windowScene.interfaceOrientation;
    double right = x, top = y;
    if (screen == UIInterfaceOrientationLandscapeRight) { // the home side is at the right
        right = -y;
        top = x;
    } else if (screen == UIInterfaceOrientationLandscapeLeft) {
        right = y;
        top = -x;
    } else if (screen == UIInterfaceOrientationPortraitUpsideDown) {
        right = -x;
        top = -y;
    }
    return axis == 0 ? right : axis == 1 ? top : z;
}

- (double)pull:(int)axis {
    CMAcceleration pull = [self felt].gravity;
    return [self along:axis x:pull.x y:pull.y z:pull.z];
}

- (double)turn:(int)axis {
    CMRotationRate rate = [self felt].rotationRate;
    return [self along:axis x:rate.x y:rate.y z:rate.z];
}

- (BOOL)isDark {
    return [self window].traitCollection.userInterfaceStyle == UIUserInterfaceStyleDark;
}

- (BOOL)isStill {
    return UIAccessibilityIsReduceMotionEnabled();
}

- (char *)language {
    _language = NSLocale.preferredLanguages.firstObject ?: @"en"; // kept: its text is handed out
    return (char *)_language.UTF8String;
}

- (void)openSettings {
    NSURL *page = [NSURL URLWithString:UIApplicationOpenSettingsURLString];
    dispatch_async(dispatch_get_main_queue(), ^{
        [UIApplication.sharedApplication openURL:page options:@{} completionHandler:nil];
    });
}

- (void)pick {
    _picked = nil;
    _pickState = 0;
    dispatch_async(dispatch_get_main_queue(), ^{
        PHPickerConfiguration *configuration = [PHPickerConfiguration new];
        configuration.filter = PHPickerFilter.imagesFilter;
        PHPickerViewController *picker =
            [[PHPickerViewController alloc] initWithConfiguration:configuration];
        picker.delegate = self;
        [[self window].rootViewController presentViewController:picker animated:YES completion:nil];
    });
}

- (void)picker:(PHPickerViewController *)picker
    didFinishPicking:(NSArray<PHPickerResult *> *)results {
    [picker dismissViewControllerAnimated:YES completion:nil];
    NSItemProvider *chosen = results.firstObject.itemProvider;
    if (!chosen) {
        [self answer:nil];
        return;
    }
    [chosen loadDataRepresentationForTypeIdentifier:@"public.image"
                                  completionHandler:^(NSData *data, NSError *error) {
        [self answer:data];
    }];
}

- (void)answer:(NSData *)photo {
    @synchronized(self) {
        _picked = photo;
        _pickState = photo ? 1 : 2;
    }
}

- (int)pickState {
    @synchronized(self) {
        return _pickState;
    }
}

- (unsigned long long)pickedLength {
    @synchronized(self) {
        return _picked.length;
    }
}

- (BOOL)copyPicked:(unsigned long long)address length:(unsigned long long)length {
    @synchronized(self) {
        if (!_picked || _picked.length != length) {
            return NO;
        }
        memcpy((void *)(uintptr_t)address, _picked.bytes, length);
        return YES;
    }
}
@end
