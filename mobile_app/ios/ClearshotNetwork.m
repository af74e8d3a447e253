// Core ML in, numbers out: see ClearshotNetwork.h.
#import "ClearshotNetwork.h"
#import <CoreML/CoreML.h>
#import <CoreVideo/CoreVideo.h>

@implementation ClearshotNetwork {
    MLModel *_model;
    NSString *_trouble;
    NSURL *_compiled;
}

- (BOOL)load:(NSString *)path {
    NSError *error = nil;
    _compiled = [MLModel compileModelAtURL:[NSURL fileURLWithPath:path] error:&error];
    if (_compiled) {
        MLModelConfiguration *configuration = [MLModelConfiguration new];
        configuration.computeUnits = MLComputeUnitsAll;
        _model = [MLModel modelWithContentsOfURL:_compiled configuration:configuration error:&error];
    }
    _trouble = error.localizedDescription;
    return _model != nil;
}

- (void)dealloc {
    if (_compiled) {
        [[NSFileManager defaultManager] removeItemAtURL:_compiled error:nil];
    }
}

- (char *)trouble {
    return (char *)(_trouble ?: @"").UTF8String;
}

- (MLImageConstraint *)image {
    return _model.modelDescription.inputDescriptionsByName[@"image"].imageConstraint;
}

- (int)imageWidth {
    return (int)[self image].pixelsWide;
}

- (int)imageHeight {
    return (int)[self image].pixelsHigh;
}

- (int)lengthOf:(NSString *)output {
    MLFeatureDescription *row = _model.modelDescription.outputDescriptionsByName[output];
    return row.multiArrayConstraint.shape.lastObject.intValue;
}

- (BOOL)read:(unsigned long long)pixels
       width:(int)width
      height:(int)height
      output:(NSString *)output
        into:(unsigned long long)numbers
      length:(int)length {
    @autoreleasepool {
        CVPixelBufferRef picture = [self picture:(const uint8_t *)(uintptr_t)pixels
                                           width:width height:height];
        if (!picture) {
            _trouble = @"no memory for the picture";
            return NO;
        }
        NSError *error = nil;
        MLFeatureValue *value = [MLFeatureValue featureValueWithPixelBuffer:picture];
        MLDictionaryFeatureProvider *given = [[MLDictionaryFeatureProvider alloc]
            initWithDictionary:@{@"image" : value} error:&error];
        id<MLFeatureProvider> found =
            given ? [_model predictionFromFeatures:given error:&error] : nil;
        CVPixelBufferRelease(picture);
        MLMultiArray *row = [found featureValueForName:output].multiArrayValue;
        if (!row || row.count != length) {
            _trouble = error ? error.localizedDescription : @"the output has another length";
            return NO;
        }
        float *to = (float *)(uintptr_t)numbers;
        for (int i = 0; i < length; i++) {
            to[i] = row[i].floatValue;
        }
        return YES;
    }
}

- (CVPixelBufferRef)picture:(const uint8_t *)rgb width:(int)width height:(int)height
    CF_RETURNS_RETAINED {
    CVPixelBufferRef picture = NULL;
    CVPixelBufferCreate(kCFAllocatorDefault, width, height, kCVPixelFormatType_32BGRA,
                        (__bridge CFDictionaryRef)@{(id)kCVPixelBufferIOSurfacePropertiesKey : @{}},
                        &picture);
    if (!picture) {
        return NULL;
    }
    CVPixelBufferLockBaseAddress(picture, 0);
    uint8_t *base = CVPixelBufferGetBaseAddress(picture);
    size_t stride = CVPixelBufferGetBytesPerRow(picture);
    for (int y = 0; y < height; y++) {
        uint8_t *to = base + y * stride;
        for (int x = 0; x < width; x++, rgb += 3, to += 4) {
            to[0] = rgb[2];
            to[1] = rgb[1];
            to[2] = rgb[0];
            to[3] = 255;
        }
    }
    CVPixelBufferUnlockBaseAddress(picture, 0);
    return picture;
}
@end
