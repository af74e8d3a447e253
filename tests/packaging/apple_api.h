// What our Objective-C uses of Apple's frameworks, written down from their documentation. A test reads ours against it:
// it finds slips in names, arguments and types; whether this page itself is right, only a real build tells.

typedef __SIZE_TYPE__ size_t;
typedef __UINTPTR_TYPE__ uintptr_t;
typedef __UINT8_TYPE__ uint8_t;
typedef __UINT32_TYPE__ uint32_t;
typedef __UINT64_TYPE__ uint64_t;
typedef __INT64_TYPE__ int64_t;
typedef bool BOOL;
typedef long NSInteger;
typedef unsigned long NSUInteger;
typedef double NSTimeInterval;
typedef double CGFloat;
typedef struct { CGFloat x, y; } CGPoint;
typedef struct { CGFloat top, left, bottom, right; } UIEdgeInsets;
typedef unsigned int OSType;
typedef int CVReturn;
typedef uint64_t CVPixelBufferLockFlags;
typedef uint64_t dispatch_time_t;
#define YES __objc_yes
#define NO __objc_no
#define nil ((void *)0)
#define NULL ((void *)0)
#define MAX(A, B) ((A) > (B) ? (A) : (B))
#define CF_RETURNS_RETAINED __attribute__((cf_returns_retained))
#define BRIDGES(Class) __attribute__((objc_bridge(Class)))
void *memcpy(void *to, const void *from, size_t length);
CGPoint CGPointMake(CGFloat x, CGFloat y);

@class NSString, NSError, NSDictionary, NSURL, NSNumber;

@protocol NSObject
- (BOOL)isKindOfClass:(Class)kind;
@end
__attribute__((objc_root_class)) @interface NSObject <NSObject>
+ (instancetype)alloc;
+ (instancetype)new;
+ (Class)class;
- (instancetype)init;
- (void)dealloc;
@end
@protocol NSCopying
@end
@interface NSString : NSObject <NSCopying>
@property(readonly) const char *UTF8String;
@end
@interface NSNumber : NSObject <NSCopying>
+ (NSNumber *)numberWithInt:(int)value;
+ (NSNumber *)numberWithUnsignedInt:(unsigned int)value;
@property(readonly) int intValue;
@property(readonly) float floatValue;
@end
@interface NSData : NSObject
@property(readonly) NSUInteger length;
@property(readonly) const void *bytes;
@end
@interface NSMutableData : NSData
+ (instancetype)dataWithLength:(NSUInteger)length;
@property(readonly) void *mutableBytes;
@end
@interface NSArray<__covariant Each> : NSObject
+ (instancetype)arrayWithObjects:(const Each[])objects count:(NSUInteger)count;
@property(readonly) Each firstObject;
@property(readonly) Each lastObject;
- (unsigned long)countByEnumeratingWithState:(void *)state objects:(id __unsafe_unretained[])buffer count:(unsigned long)length;
@end
@interface NSSet<__covariant Each> : NSObject
- (unsigned long)countByEnumeratingWithState:(void *)state objects:(id __unsafe_unretained[])buffer count:(unsigned long)length;
@end
@interface NSDictionary<__covariant Key, __covariant Value> : NSObject
+ (instancetype)dictionaryWithObjects:(const Value[])objects forKeys:(const id<NSCopying>[])keys count:(NSUInteger)count;
- (Value)objectForKeyedSubscript:(Key)key;
@end
@interface NSError : NSObject
@property(readonly) NSString *localizedDescription;
@end
@interface NSURL : NSObject
+ (NSURL *)fileURLWithPath:(NSString *)path;
+ (NSURL *)URLWithString:(NSString *)text;
@end
@interface NSFileManager : NSObject
+ (NSFileManager *)defaultManager;
- (BOOL)removeItemAtURL:(NSURL *)url error:(NSError **)error;
@end
@interface NSNotification : NSObject
@property(readonly) id object;
@property(readonly) NSDictionary *userInfo;
@end
@interface NSNotificationCenter : NSObject
+ (NSNotificationCenter *)defaultCenter;
- (void)addObserver:(id)observer selector:(SEL)selector name:(NSString *)name object:(id)object;
- (void)removeObserver:(id)observer;
@end
@interface NSProcessInfo : NSObject
@property(class, readonly) NSProcessInfo *processInfo;
@property(readonly) NSTimeInterval systemUptime;
@end
@interface NSLocale : NSObject
@property(class, readonly) NSArray<NSString *> *preferredLanguages;
@end
@interface NSItemProvider : NSObject
- (id)loadDataRepresentationForTypeIdentifier:(NSString *)type completionHandler:(void (^)(NSData *data, NSError *error))handler;
@end

typedef NSObject *dispatch_queue_t;
#define DISPATCH_QUEUE_SERIAL nil
#define DISPATCH_TIME_NOW 0ull
#define NSEC_PER_SEC 1000000000ull
#define NSEC_PER_MSEC 1000000ull
dispatch_queue_t dispatch_queue_create(const char *name, id attributes);
dispatch_queue_t dispatch_get_main_queue(void);
dispatch_time_t dispatch_time(dispatch_time_t when, int64_t nanoseconds);
void dispatch_async(dispatch_queue_t queue, void (^work)(void));
void dispatch_after(dispatch_time_t when, dispatch_queue_t queue, void (^work)(void));

typedef const struct BRIDGES(NSString) __CFString *CFStringRef;
typedef const struct BRIDGES(NSDictionary) __CFDictionary *CFDictionaryRef;
typedef const struct __CFAllocator *CFAllocatorRef;
typedef struct __CVBuffer *CVImageBufferRef;
typedef CVImageBufferRef CVPixelBufferRef;
typedef struct opaqueCMSampleBuffer *CMSampleBufferRef;
extern const CFAllocatorRef kCFAllocatorDefault;
extern const CFStringRef kCVPixelBufferPixelFormatTypeKey, kCVPixelBufferIOSurfacePropertiesKey;
enum { kCVPixelFormatType_32BGRA = 'BGRA' };
enum { kCVPixelBufferLock_ReadOnly = 1 };
CVReturn CVPixelBufferCreate(CFAllocatorRef allocator, size_t width, size_t height, OSType format, CFDictionaryRef attributes, CVPixelBufferRef *picture);
void CVPixelBufferRelease(CVPixelBufferRef picture);
CVReturn CVPixelBufferLockBaseAddress(CVPixelBufferRef picture, CVPixelBufferLockFlags flags);
CVReturn CVPixelBufferUnlockBaseAddress(CVPixelBufferRef picture, CVPixelBufferLockFlags flags);
void *CVPixelBufferGetBaseAddress(CVPixelBufferRef picture);
size_t CVPixelBufferGetBytesPerRow(CVPixelBufferRef picture);
size_t CVPixelBufferGetWidth(CVPixelBufferRef picture);
size_t CVPixelBufferGetHeight(CVPixelBufferRef picture);
CVImageBufferRef CMSampleBufferGetImageBuffer(CMSampleBufferRef sample);

typedef NSString *AVMediaType, *AVCaptureSessionPreset, *AVCaptureDeviceType;
extern AVMediaType const AVMediaTypeVideo;
extern AVCaptureSessionPreset const AVCaptureSessionPresetPhoto;
extern AVCaptureDeviceType const AVCaptureDeviceTypeBuiltInWideAngleCamera;
extern NSString *const AVCaptureSessionRuntimeErrorNotification, *const AVCaptureSessionWasInterruptedNotification;
extern NSString *const AVCaptureSessionErrorKey, *const AVVideoCodecKey, *const AVVideoCodecTypeJPEG;
typedef enum { AVCaptureDevicePositionBack = 1, AVCaptureDevicePositionFront } AVCaptureDevicePosition;
typedef enum { AVCaptureTorchModeOff, AVCaptureTorchModeOn } AVCaptureTorchMode;
typedef enum { AVCaptureFlashModeOff } AVCaptureFlashMode;
typedef enum { AVCaptureFocusModeContinuousAutoFocus = 2 } AVCaptureFocusMode;
typedef enum { AVCaptureExposureModeContinuousAutoExposure = 2 } AVCaptureExposureMode;
typedef enum { AVCaptureColorSpace_sRGB } AVCaptureColorSpace;
typedef enum {
    AVCaptureVideoOrientationPortrait = 1, AVCaptureVideoOrientationPortraitUpsideDown,
    AVCaptureVideoOrientationLandscapeRight, AVCaptureVideoOrientationLandscapeLeft
} AVCaptureVideoOrientation;
@interface AVCaptureDevice : NSObject
+ (AVCaptureDevice *)defaultDeviceWithDeviceType:(AVCaptureDeviceType)type mediaType:(AVMediaType)media position:(AVCaptureDevicePosition)position;
+ (void)requestAccessForMediaType:(AVMediaType)media completionHandler:(void (^)(BOOL granted))handler;
- (BOOL)lockForConfiguration:(NSError **)error;
- (void)unlockForConfiguration;
@property(readonly) AVCaptureDevicePosition position;
@property(readonly) BOOL hasTorch;
@property AVCaptureTorchMode torchMode;
@property(readonly, getter=isFocusPointOfInterestSupported) BOOL focusPointOfInterestSupported;
@property(readonly, getter=isExposurePointOfInterestSupported) BOOL exposurePointOfInterestSupported;
@property CGPoint focusPointOfInterest, exposurePointOfInterest;
@property AVCaptureFocusMode focusMode;
@property AVCaptureExposureMode exposureMode;
@property AVCaptureColorSpace activeColorSpace;
@end
@interface AVCaptureInput : NSObject
@end
@interface AVCaptureDeviceInput : AVCaptureInput
+ (instancetype)deviceInputWithDevice:(AVCaptureDevice *)device error:(NSError **)error;
@end
@interface AVCaptureConnection : NSObject
@property(readonly, getter=isVideoOrientationSupported) BOOL supportsVideoOrientation;
@property AVCaptureVideoOrientation videoOrientation;
@property(readonly, getter=isVideoMirroringSupported) BOOL supportsVideoMirroring;
@property BOOL automaticallyAdjustsVideoMirroring;
@property(getter=isVideoMirrored) BOOL videoMirrored;
@end
@interface AVCaptureOutput : NSObject
- (AVCaptureConnection *)connectionWithMediaType:(AVMediaType)media;
@end
@class AVCapturePhotoOutput, AVCapturePhoto;
@protocol AVCaptureVideoDataOutputSampleBufferDelegate <NSObject>
@optional
- (void)captureOutput:(AVCaptureOutput *)output didOutputSampleBuffer:(CMSampleBufferRef)sample fromConnection:(AVCaptureConnection *)connection;
@end
@protocol AVCapturePhotoCaptureDelegate <NSObject>
@optional
- (void)captureOutput:(AVCapturePhotoOutput *)output didFinishProcessingPhoto:(AVCapturePhoto *)photo error:(NSError *)error;
@end
@interface AVCaptureVideoDataOutput : AVCaptureOutput
@property BOOL alwaysDiscardsLateVideoFrames;
@property NSDictionary<NSString *, id> *videoSettings;
- (void)setSampleBufferDelegate:(id<AVCaptureVideoDataOutputSampleBufferDelegate>)delegate queue:(dispatch_queue_t)queue;
@end
@interface AVCapturePhotoSettings : NSObject
+ (instancetype)photoSettingsWithFormat:(NSDictionary<NSString *, id> *)format;
@property AVCaptureFlashMode flashMode;
@end
@interface AVCapturePhoto : NSObject
@property(readonly) NSData *fileDataRepresentation;
@end
@interface AVCapturePhotoOutput : AVCaptureOutput
- (void)capturePhotoWithSettings:(AVCapturePhotoSettings *)settings delegate:(id<AVCapturePhotoCaptureDelegate>)delegate;
@end
@interface AVCaptureSession : NSObject
@property AVCaptureSessionPreset sessionPreset;
@property BOOL automaticallyConfiguresCaptureDeviceForWideColor;
@property(readonly, getter=isRunning) BOOL running;
- (BOOL)canAddInput:(AVCaptureInput *)input;
- (void)addInput:(AVCaptureInput *)input;
- (void)addOutput:(AVCaptureOutput *)output;
- (void)startRunning;
- (void)stopRunning;
@end

typedef enum { AVSpeechBoundaryImmediate } AVSpeechBoundary;
@interface AVSpeechSynthesisVoice : NSObject
+ (AVSpeechSynthesisVoice *)voiceWithLanguage:(NSString *)tag;
@end
@interface AVSpeechUtterance : NSObject
+ (instancetype)speechUtteranceWithString:(NSString *)words;
@property AVSpeechSynthesisVoice *voice;
@end
@interface AVSpeechSynthesizer : NSObject
- (BOOL)stopSpeakingAtBoundary:(AVSpeechBoundary)boundary;
- (void)speakUtterance:(AVSpeechUtterance *)utterance;
@end

typedef enum { MLComputeUnitsAll = 2 } MLComputeUnits;
@interface MLImageConstraint : NSObject
@property(readonly) NSInteger pixelsWide, pixelsHigh;
@end
@interface MLMultiArrayConstraint : NSObject
@property(readonly) NSArray<NSNumber *> *shape;
@end
@interface MLFeatureDescription : NSObject
@property(readonly) MLImageConstraint *imageConstraint;
@property(readonly) MLMultiArrayConstraint *multiArrayConstraint;
@end
@interface MLModelDescription : NSObject
@property(readonly) NSDictionary<NSString *, MLFeatureDescription *> *inputDescriptionsByName, *outputDescriptionsByName;
@end
@interface MLMultiArray : NSObject
@property(readonly) NSInteger count;
- (NSNumber *)objectAtIndexedSubscript:(NSInteger)index;
@end
@interface MLFeatureValue : NSObject
+ (instancetype)featureValueWithPixelBuffer:(CVPixelBufferRef)picture;
@property(readonly) MLMultiArray *multiArrayValue;
@end
@protocol MLFeatureProvider
- (MLFeatureValue *)featureValueForName:(NSString *)name;
@end
@interface MLDictionaryFeatureProvider : NSObject <MLFeatureProvider>
- (instancetype)initWithDictionary:(NSDictionary<NSString *, id> *)features error:(NSError **)error;
@end
@interface MLModelConfiguration : NSObject
@property MLComputeUnits computeUnits;
@end
@interface MLModel : NSObject
+ (NSURL *)compileModelAtURL:(NSURL *)url error:(NSError **)error;
+ (instancetype)modelWithContentsOfURL:(NSURL *)url configuration:(MLModelConfiguration *)configuration error:(NSError **)error;
- (id<MLFeatureProvider>)predictionFromFeatures:(id<MLFeatureProvider>)features error:(NSError **)error;
@property(readonly) MLModelDescription *modelDescription;
@end

typedef struct { double x, y, z; } CMAcceleration;
typedef struct { double x, y, z; } CMRotationRate;
@interface CMDeviceMotion : NSObject
@property(readonly) CMAcceleration gravity;
@property(readonly) CMRotationRate rotationRate;
@end
@interface CMMotionManager : NSObject
@property NSTimeInterval deviceMotionUpdateInterval;
@property(readonly, getter=isDeviceMotionAvailable) BOOL deviceMotionAvailable;
@property(readonly, getter=isDeviceMotionActive) BOOL deviceMotionActive;
@property(readonly) CMDeviceMotion *deviceMotion;
- (void)startDeviceMotionUpdates;
- (void)stopDeviceMotionUpdates;
@end

typedef enum {
    UIInterfaceOrientationUnknown, UIInterfaceOrientationPortrait, UIInterfaceOrientationPortraitUpsideDown,
    UIInterfaceOrientationLandscapeRight, UIInterfaceOrientationLandscapeLeft
} UIInterfaceOrientation;
typedef enum { UIUserInterfaceStyleDark = 2 } UIUserInterfaceStyle;
typedef enum { UIImpactFeedbackStyleMedium = 1 } UIImpactFeedbackStyle;
typedef uint32_t UIAccessibilityNotifications;
extern UIAccessibilityNotifications UIAccessibilityAnnouncementNotification;
extern NSString *const UIApplicationOpenSettingsURLString;
BOOL UIAccessibilityIsVoiceOverRunning(void);
BOOL UIAccessibilityIsReduceMotionEnabled(void);
void UIAccessibilityPostNotification(UIAccessibilityNotifications notification, id argument);
@interface UITraitCollection : NSObject
@property(readonly) UIUserInterfaceStyle userInterfaceStyle;
@end
@interface UIScene : NSObject
@end
@interface UIViewController : NSObject
- (void)presentViewController:(UIViewController *)shown animated:(BOOL)animated completion:(void (^)(void))done;
- (void)dismissViewControllerAnimated:(BOOL)animated completion:(void (^)(void))done;
@end
@class UIWindowScene;
@interface UIWindow : NSObject
@property(readonly) UIEdgeInsets safeAreaInsets;
@property(readonly) UITraitCollection *traitCollection;
@property UIViewController *rootViewController;
@property UIWindowScene *windowScene;
@end
@interface UIWindowScene : UIScene
@property(readonly) UIInterfaceOrientation interfaceOrientation;
@property(readonly) NSArray<UIWindow *> *windows;
@end
@interface UIApplication : NSObject
@property(class, readonly) UIApplication *sharedApplication;
@property(readonly) NSSet<UIScene *> *connectedScenes;
@property(readonly) NSArray<UIWindow *> *windows;
- (void)openURL:(NSURL *)url options:(NSDictionary<NSString *, id> *)options completionHandler:(void (^)(BOOL opened))handler;
@end
@interface UIScreen : NSObject
@property(class, readonly) UIScreen *mainScreen;
@property(readonly) CGFloat scale;
@end
@interface UIImpactFeedbackGenerator : NSObject
- (instancetype)initWithStyle:(UIImpactFeedbackStyle)style;
- (void)impactOccurredWithIntensity:(CGFloat)strength;
@end

@class PHPickerViewController;
@interface PHPickerFilter : NSObject
@property(class, readonly) PHPickerFilter *imagesFilter;
@end
@interface PHPickerConfiguration : NSObject
@property PHPickerFilter *filter;
@end
@interface PHPickerResult : NSObject
@property(readonly) NSItemProvider *itemProvider;
@end
@protocol PHPickerViewControllerDelegate
- (void)picker:(PHPickerViewController *)picker didFinishPicking:(NSArray<PHPickerResult *> *)results;
@end
@interface PHPickerViewController : UIViewController
- (instancetype)initWithConfiguration:(PHPickerConfiguration *)configuration;
@property(weak) id<PHPickerViewControllerDelegate> delegate;
@end
