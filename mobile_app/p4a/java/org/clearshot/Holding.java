package org.clearshot;

import android.app.Activity;
import android.content.Context;
import android.hardware.Sensor;
import android.hardware.SensorEvent;
import android.hardware.SensorEventListener;
import android.hardware.SensorManager;
import android.hardware.display.DisplayManager;
import android.os.Handler;
import android.os.Looper;
import android.view.Display;

/** How the phone is held; the sensors run while they are asked, and a little longer. */
public final class Holding implements SensorEventListener {
    private static final long REST = 3000; // milliseconds without a question

    private final SensorManager manager;
    private final DisplayManager displays;
    private final Handler main = new Handler(Looper.getMainLooper());
    private final Runnable rest = this::rest;
    private final float[] latest = new float[6];
    private boolean running;
    private boolean felt;

    public Holding(Activity activity) {
        manager = (SensorManager) activity.getSystemService(Context.SENSOR_SERVICE);
        displays = (DisplayManager) activity.getSystemService(Context.DISPLAY_SERVICE);
    }

    /**
     * Acceleration in m/s² and turning in rad/s, each along the phone's own right, top and front,
     * then the quarter turns of the screen; null as long as nothing was felt.
     */
    public synchronized float[] felt() {
        if (!running) {
            running = true;
            listen(Sensor.TYPE_ACCELEROMETER);
            listen(Sensor.TYPE_GYROSCOPE);
        }
        main.removeCallbacks(rest);
        main.postDelayed(rest, REST);
        if (!felt) {
            return null;
        }
        int turned = displays.getDisplay(Display.DEFAULT_DISPLAY).getRotation();
        return new float[] {
            latest[0], latest[1], latest[2], latest[3], latest[4], latest[5], turned,
        };
    }

    @Override
    public synchronized void onSensorChanged(SensorEvent event) {
        boolean moved = event.sensor.getType() == Sensor.TYPE_ACCELEROMETER;
        System.arraycopy(event.values, 0, latest, moved ? 0 : 3, 3);
        felt = felt || moved;
    }

    @Override
    public void onAccuracyChanged(Sensor sensor, int accuracy) { }

    private void listen(int kind) {
        Sensor sensor = manager.getDefaultSensor(kind);
        if (sensor != null) {
            manager.registerListener(this, sensor, SensorManager.SENSOR_DELAY_GAME, main);
        }
    }

    private synchronized void rest() {
        manager.unregisterListener(this);
        running = false;
        felt = false;
    }
}
