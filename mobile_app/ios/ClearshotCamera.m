// AVFoundation in, frames and photos out: see ClearshotCamera.h.
#import "ClearshotCamera.h"
#import <AVFoundation/AVFoundation.h>
#import <UIKit/UIKit.h>

@interface ClearshotCamera () <AVCaptureVideoDataOutputSampleBufferDelegate,
                               AVCapturePhotoCaptureDelegate>
@end

@implementation ClearshotCamera {
    dispatch_queue_t _queue; // the session's own; frames come on it, too
    AVCaptureSession *_session;
    AVCaptureDevice *_device;
    AVCaptureVideoDataOutput *_frames;
    AVCapturePhotoOutput *_photos;
    AVCaptureVideoOrientation _orientation;
    BOOL _hasFront;

    // Below: under @synchronized(self).
    int _state;
    NSString *_trouble;
    NSData *_newest, *_given, *_photo;
    int _newestWidth, _newestHeight, _givenWidth, _givenHeight;
    int _photoState;
}

- (instancetype)init {
    if ((self = [super init])) {
        _queue = dispatch_queue_create("org.clearshot.camera", DISPATCH_QUEUE_SERIAL);
        _trouble = @"";
        _orientation = AVCaptureVideoOrientationPortrait;
        [[NSNotificationCenter defaultCenter]
            addObserver:self selector:@selector(stopped:)
                   name:AVCaptureSessionRuntimeErrorNotification object:nil];
        [[NSNotificationCenter defaultCenter]
            addObserver:self selector:@selector(stopped:)
                   name:AVCaptureSessionWasInterruptedNotification object:nil];
    }
    return self;
}

- (void)dealloc {
    [[NSNotificationCenter defaultCenter] removeObserver:self];
}

- (void)openFront:(BOOL)front {
    [AVCaptureDevice requestAccessForMediaType:AVMediaTypeVideo completionHandler:^(BOOL granted) {
        if (!granted) {
            [self become:2 because:@"not allowed"];
            return;
        }
        dispatch_async(dispatch_get_main_queue(), ^{ [self followScreen]; });
        dispatch_async(self->_queue, ^{ [self begin:front]; });
    }];
}

- (void)begin:(BOOL)front {
    if ([self state] != 0) {
        return; // closed meanwhile
    }
    AVCaptureDevice *back = [self lens:AVCaptureDevicePositionBack];
    AVCaptureDevice *other = [self lens:AVCaptureDevicePositionFront];
    _hasFront = back != nil && other != nil;
    _device = (front && other) || !back ? other : back;
    NSError *error = nil;
    AVCaptureDeviceInput *input =
        _device ? [AVCaptureDeviceInput deviceInputWithDevice:_device error:&error] : nil;
    if (!input) {
        [self become:3 because:error ? error.localizedDescription : @"there is no camera"];
        return;
    }
    _session = [AVCaptureSession new];
    _session.sessionPreset = AVCaptureSessionPresetPhoto;
    // sRGB, not Display P3: what is judged, frames too, then needs no conversion.
    _session.automaticallyConfiguresCaptureDeviceForWideColor = NO;
    if ([_device lockForConfiguration:nil]) {
        _device.activeColorSpace = AVCaptureColorSpace_sRGB;
        [_device unlockForConfiguration];
    }
    _frames = [AVCaptureVideoDataOutput new];
    _frames.alwaysDiscardsLateVideoFrames = YES;
    _frames.videoSettings = @{(id)kCVPixelBufferPixelFormatTypeKey : @(kCVPixelFormatType_32BGRA)};
    [_frames setSampleBufferDelegate:self queue:_queue];
    _photos = [AVCapturePhotoOutput new];
    if (![_session canAddInput:input]) {
        [self become:3 because:@"the camera is in use"];
        return;
    }
    [_session addInput:input];
    [_session addOutput:_frames];
    [_session addOutput:_photos];
    [self turn];
    [_session startRunning];
    [self become:1 because:@""];
}

- (AVCaptureDevice *)lens:(AVCaptureDevicePosition)position {
    return [AVCaptureDevice defaultDeviceWithDeviceType:AVCaptureDeviceTypeBuiltInWideAngleCamera
                                              mediaType:AVMediaTypeVideo
                                               position:position];
}

// On the main thread: how the screen is turned now.
- (void)followScreen {
    UIInterfaceOrientation screen = UIInterfaceOrientationPortrait;
    for (UIScene *scene in UIApplication.sharedApplication.connectedScenes) {
        if ([scene isKindOfClass:UIWindowScene.class]) {
            screen = ((UIWindowScene *)scene).interfaceOrientation;
        }
    }
    // The two enumerations have the same values from portrait (1) to landscape left (4).
    AVCaptureVideoOrientation turned = screen == UIInterfaceOrientationUnknown
        ? AVCaptureVideoOrientationPortrait : (AVCaptureVideoOrientation)screen;
    dispatch_async(_queue, ^{
        self->_orientation = turned;
        [self turn];
    });
}

- (void)turn {
    [self turnConnection:[_frames connectionWithMediaType:AVMediaTypeVideo]];
    [self turnConnection:[_photos connectionWithMediaType:AVMediaTypeVideo]];
}

- (void)turnConnection:(AVCaptureConnection *)connection {
    if (connection.supportsVideoOrientation) {
        connection.videoOrientation = _orientation;
    }
    if (connection.supportsVideoMirroring) {
        connection.automaticallyAdjustsVideoMirroring = NO;
        connection.videoMirrored = NO;
    }
}

- (int)degrees {
    BOOL front = _device.position == AVCaptureDevicePositionFront;
    switch (_orientation) {
        case AVCaptureVideoOrientationLandscapeRight: return front ? 180 : 0;
        case AVCaptureVideoOrientationLandscapeLeft: return front ? 0 : 180;
        case AVCaptureVideoOrientationPortraitUpsideDown: return 270;
        default: return 90;
    }
}

- (void)captureOutput:(AVCaptureOutput *)output
    didOutputSampleBuffer:(CMSampleBufferRef)sample
           fromConnection:(AVCaptureConnection *)connection {
    CVImageBufferRef picture = CMSampleBufferGetImageBuffer(sample);
    CVPixelBufferLockBaseAddress(picture, kCVPixelBufferLock_ReadOnly);
    size_t width = CVPixelBufferGetWidth(picture), height = CVPixelBufferGetHeight(picture);
    size_t stride = CVPixelBufferGetBytesPerRow(picture);
    const char *rows = CVPixelBufferGetBaseAddress(picture);
    // The preset gives large frames: every n-th pixel of every n-th row is live view enough.
    size_t step = MAX(1, MAX(width, height) / 640);
    size_t w = width / step, h = height / step;
    NSMutableData *small = [NSMutableData dataWithLength:4 * w * h];
    uint32_t *to = small.mutableBytes;
    for (size_t y = 0; y < h; y++) {
        const uint32_t *from = (const uint32_t *)(rows + y * step * stride);
        for (size_t x = 0; x < w; x++) {
            *to++ = from[x * step];
        }
    }
    CVPixelBufferUnlockBaseAddress(picture, kCVPixelBufferLock_ReadOnly);
    @synchronized(self) {
        _newest = small;
        _newestWidth = (int)w;
        _newestHeight = (int)h;
    }
}

- (BOOL)nextFrame {
    @synchronized(self) {
        if (!_newest) {
            return NO;
        }
        _given = _newest;
        _givenWidth = _newestWidth;
        _givenHeight = _newestHeight;
        _newest = nil;
        return YES;
    }
}

- (int)frameWidth {
    return _givenWidth;
}

- (int)frameHeight {
    return _givenHeight;
}

- (BOOL)copyFrame:(unsigned long long)address length:(unsigned long long)length {
    return [self copy:_given to:address length:length];
}

- (void)take {
    @synchronized(self) {
        _photo = nil;
        _photoState = 0;
    }
    dispatch_async(dispatch_get_main_queue(), ^{ [self followScreen]; });
    dispatch_async(_queue, ^{
        if (!self->_session.isRunning) {
            [self answer:nil];
            return;
        }
        // JPEG: what the judge reads on every platform.
        AVCapturePhotoSettings *settings = [AVCapturePhotoSettings
            photoSettingsWithFormat:@{AVVideoCodecKey : AVVideoCodecTypeJPEG}];
        settings.flashMode = AVCaptureFlashModeOff;
        [self->_photos capturePhotoWithSettings:settings delegate:self];
    });
}

- (void)captureOutput:(AVCapturePhotoOutput *)output
    didFinishProcessingPhoto:(AVCapturePhoto *)photo
                       error:(NSError *)error {
    [self answer:error ? nil : photo.fileDataRepresentation];
}

- (void)answer:(NSData *)photo {
    @synchronized(self) {
        _photo = photo;
        _photoState = photo ? 1 : 2;
    }
}

- (int)photoState {
    @synchronized(self) {
        return _photoState;
    }
}

- (unsigned long long)photoLength {
    @synchronized(self) {
        return _photo.length;
    }
}

- (BOOL)copyPhoto:(unsigned long long)address length:(unsigned long long)length {
    @synchronized(self) {
        return [self copy:_photo to:address length:length];
    }
}

- (BOOL)copy:(NSData *)data to:(unsigned long long)address length:(unsigned long long)length {
    if (!data || data.length != length) {
        return NO;
    }
    memcpy((void *)(uintptr_t)address, data.bytes, data.length);
    return YES;
}

- (void)light:(BOOL)on {
    dispatch_async(_queue, ^{
        if (self->_device.hasTorch && [self->_device lockForConfiguration:nil]) {
            self->_device.torchMode = on ? AVCaptureTorchModeOn : AVCaptureTorchModeOff;
            [self->_device unlockForConfiguration];
        }
    });
}

- (void)focusX:(double)x y:(double)y {
    dispatch_async(_queue, ^{
        AVCaptureDevice *device = self->_device;
        if (![device lockForConfiguration:nil]) {
            return;
        }
        if (device.isFocusPointOfInterestSupported) {
            device.focusPointOfInterest = CGPointMake(x, y);
            device.focusMode = AVCaptureFocusModeContinuousAutoFocus;
        }
        if (device.isExposurePointOfInterestSupported) {
            device.exposurePointOfInterest = CGPointMake(x, y);
            device.exposureMode = AVCaptureExposureModeContinuousAutoExposure;
        }
        [device unlockForConfiguration];
    });
}

- (void)stopped:(NSNotification *)note {
    if (note.object == _session) {
        NSError *error = note.userInfo[AVCaptureSessionErrorKey];
        [self become:3 because:error ? error.localizedDescription : @"another app took the camera"];
    }
}

- (void)close {
    [self become:3 because:@"the camera was closed"];
    dispatch_async(_queue, ^{ [self->_session stopRunning]; });
}

- (void)become:(int)state because:(NSString *)why {
    @synchronized(self) {
        if (_state < 2) { // what ended it first is what is told
            _state = state;
            _trouble = why ?: @"";
        }
    }
}

- (int)state {
    @synchronized(self) {
        return _state;
    }
}

- (char *)trouble {
    @synchronized(self) {
        return (char *)_trouble.UTF8String;
    }
}

- (BOOL)hasLight {
    return _device.hasTorch;
}

- (BOOL)hasFront {
    return _hasFront;
}
@end
