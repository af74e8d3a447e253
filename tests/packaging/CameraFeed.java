package org.clearshot;

import android.app.Activity;

/** In place of the real one on a machine without a camera: the same methods, frames of its own. */
public final class CameraFeed extends FeedState {
    private volatile boolean lit;
    private volatile float[] point = new float[2];

    public CameraFeed(Activity activity) { }

    public void open(boolean frontLens) {
        new Thread(() -> {
            tellReady(true, !frontLens);
            while (!isClosed()) {
                byte[] rgba = new byte[4 * 4 * 2]; // as it lies: 4 wide, 2 high
                for (int i = 0; i < rgba.length; i++) {
                    rgba[i] = (byte) (200 + i);
                }
                tell(rgba, 4, 2, 90);
                try {
                    Thread.sleep(5);
                } catch (InterruptedException error) {
                    return;
                }
            }
        }).start();
    }

    public void take() {
        begin();
        new Thread(() -> answer(
            new byte[] {(byte) 0xff, lit ? (byte) 1 : 0, (byte) Math.round(100 * point[0])}, 0
        )).start();
    }

    public void light(boolean on) {
        lit = on;
    }

    public void focus(float x, float y) {
        point = new float[] {x, y};
    }

    public void close() {
        end();
    }
}
