package org.clearshot;

import android.app.Activity;
import android.content.Context;
import android.hardware.display.DisplayManager;
import android.os.Handler;
import android.os.Looper;
import android.util.Size;
import android.view.Display;
import androidx.camera.core.Camera;
import androidx.camera.core.CameraSelector;
import androidx.camera.core.FocusMeteringAction;
import androidx.camera.core.ImageAnalysis;
import androidx.camera.core.ImageCapture;
import androidx.camera.core.ImageCaptureException;
import androidx.camera.core.ImageProxy;
import androidx.camera.core.MeteringPoint;
import androidx.camera.core.SurfaceOrientedMeteringPointFactory;
import androidx.camera.core.resolutionselector.AspectRatioStrategy;
import androidx.camera.core.resolutionselector.ResolutionSelector;
import androidx.camera.core.resolutionselector.ResolutionStrategy;
import androidx.camera.lifecycle.ProcessCameraProvider;
import androidx.lifecycle.Lifecycle;
import androidx.lifecycle.LifecycleOwner;
import androidx.lifecycle.LifecycleRegistry;
import com.google.common.util.concurrent.ListenableFuture;
import java.nio.ByteBuffer;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * The camera from one opening to its closing: frames and photos are asked for, never pushed.
 *
 * No file is written, and no sound recorded. Its life is not that of the activity: who opens it
 * closes it, also when the app goes to the background. Every method may be called on any thread.
 */
public final class CameraFeed extends FeedState implements LifecycleOwner {
    private static final Size LIVE = new Size(640, 480);
    private static final int JPEG_QUALITY = 95;
    // For all cameras, and never shut down: one that closes may still have a picture on its way.
    private static final ExecutorService WORKER = Executors.newSingleThreadExecutor();

    private final Activity activity;
    private final Handler main = new Handler(Looper.getMainLooper());
    private final LifecycleRegistry life = new LifecycleRegistry(this);

    // Touched on the main thread only.
    private ProcessCameraProvider provider;
    private ImageAnalysis analysis;
    private ImageCapture capture;
    private Camera camera;

    private volatile int rotation;

    public CameraFeed(Activity activity) {
        this.activity = activity;
    }

    @Override
    public Lifecycle getLifecycle() {
        return life;
    }

    /** Open the camera on this side, or the only one; returns at once. */
    public void open(boolean frontLens) {
        main.post(() -> {
            ListenableFuture<ProcessCameraProvider> asked =
                ProcessCameraProvider.getInstance(activity);
            asked.addListener(() -> bind(asked, frontLens), main::post);
        });
    }

    /** Begin a photo at the sensor's full size. */
    public void take() {
        begin();
        main.post(() -> {
            if (capture == null) {
                answer(null, 0);
                return;
            }
            capture.takePicture(WORKER, new ImageCapture.OnImageCapturedCallback() {
                @Override
                public void onCaptureSuccess(ImageProxy image) {
                    try {
                        ByteBuffer file = image.getPlanes()[0].getBuffer();
                        byte[] jpeg = new byte[file.remaining()];
                        file.get(jpeg);
                        answer(jpeg, image.getImageInfo().getRotationDegrees());
                    } catch (RuntimeException | OutOfMemoryError error) {
                        answer(null, 0);
                    } finally {
                        image.close();
                    }
                }

                @Override
                public void onError(ImageCaptureException error) {
                    answer(null, 0);
                }
            });
        });
    }

    public void light(boolean on) {
        main.post(() -> {
            if (camera != null && camera.getCameraInfo().hasFlashUnit()) {
                camera.getCameraControl().enableTorch(on);
            }
        });
    }

    /** Focus on a point, in shares of the frame's width and height as the sensor lies. */
    public void focus(float x, float y) {
        main.post(() -> {
            if (camera == null) {
                return;
            }
            MeteringPoint point =
                new SurfaceOrientedMeteringPointFactory(1f, 1f, analysis).createPoint(x, y);
            camera.getCameraControl().startFocusAndMetering(
                new FocusMeteringAction.Builder(point).build());
        });
    }

    /** Let go of the camera; who waits is woken. */
    public void close() {
        end();
        main.post(() -> {
            if (provider != null) {
                analysis.clearAnalyzer();
                provider.unbind(analysis, capture);
                life.setCurrentState(Lifecycle.State.DESTROYED);
            }
            provider = null;
            camera = null;
            capture = null;
        });
    }

    private void bind(ListenableFuture<ProcessCameraProvider> asked, boolean frontLens) {
        if (isClosed()) {
            return;
        }
        try {
            ProcessCameraProvider found = asked.get();
            boolean hasFront = found.hasCamera(CameraSelector.DEFAULT_FRONT_CAMERA);
            boolean hasBack = found.hasCamera(CameraSelector.DEFAULT_BACK_CAMERA);
            CameraSelector lens = frontLens && hasFront || !hasBack
                ? CameraSelector.DEFAULT_FRONT_CAMERA
                : CameraSelector.DEFAULT_BACK_CAMERA;
            rotation = displayRotation();
            analysis = liveView();
            capture = fullSize();
            life.setCurrentState(Lifecycle.State.RESUMED);
            provider = found;
            camera = provider.bindToLifecycle(this, lens, analysis, capture);
            watch();
            tellReady(camera.getCameraInfo().hasFlashUnit(), hasFront && hasBack);
        } catch (Exception error) {
            Throwable cause = error.getCause() == null ? error : error.getCause();
            fail(String.valueOf(cause.getMessage()));
        }
    }

    private ImageAnalysis liveView() {
        ImageAnalysis view = new ImageAnalysis.Builder()
            .setOutputImageFormat(ImageAnalysis.OUTPUT_IMAGE_FORMAT_RGBA_8888)
            .setBackpressureStrategy(ImageAnalysis.STRATEGY_KEEP_ONLY_LATEST)
            .setTargetRotation(rotation)
            .setResolutionSelector(selector(new ResolutionStrategy(
                LIVE, ResolutionStrategy.FALLBACK_RULE_CLOSEST_HIGHER_THEN_LOWER)))
            .build();
        view.setAnalyzer(WORKER, this::show);
        return view;
    }

    private ImageCapture fullSize() {
        return new ImageCapture.Builder()
            .setCaptureMode(ImageCapture.CAPTURE_MODE_MAXIMIZE_QUALITY)
            .setJpegQuality(JPEG_QUALITY)
            .setFlashMode(ImageCapture.FLASH_MODE_OFF)
            .setTargetRotation(rotation)
            .setResolutionSelector(selector(ResolutionStrategy.HIGHEST_AVAILABLE_STRATEGY))
            .build();
    }

    private static ResolutionSelector selector(ResolutionStrategy strategy) {
        return new ResolutionSelector.Builder()
            .setAspectRatioStrategy(AspectRatioStrategy.RATIO_4_3_FALLBACK_AUTO_STRATEGY)
            .setResolutionStrategy(strategy)
            .build();
    }

    private void watch() {
        camera.getCameraInfo().getCameraState().observe(this, state -> {
            if (state.getError() != null) {
                fail("camera state " + state.getType() + ", error " + state.getError().getCode());
            }
        });
    }

    private void show(ImageProxy image) {
        try {
            ImageProxy.PlaneProxy plane = image.getPlanes()[0];
            int width = image.getWidth();
            int height = image.getHeight();
            byte[] rgba = new byte[4 * width * height];
            ByteBuffer rows = plane.getBuffer();
            for (int row = 0; row < height; row++) {
                rows.position(row * plane.getRowStride());
                rows.get(rgba, 4 * row * width, 4 * width);
            }
            tell(rgba, width, height, image.getImageInfo().getRotationDegrees());
        } catch (RuntimeException | OutOfMemoryError error) {
            fail(String.valueOf(error.getMessage()));
        } finally {
            image.close();
        }
        if (displayRotation() != rotation) {
            main.post(this::turn);
        }
    }

    /** Follow the screen, so that what is taken lies as what is seen. */
    private void turn() {
        if (capture != null) {
            rotation = displayRotation();
            analysis.setTargetRotation(rotation);
            capture.setTargetRotation(rotation);
        }
    }

    private int displayRotation() {
        DisplayManager displays =
            (DisplayManager) activity.getSystemService(Context.DISPLAY_SERVICE);
        return displays.getDisplay(Display.DEFAULT_DISPLAY).getRotation();
    }
}
