package org.clearshot;

import android.app.Activity;
import android.content.Context;
import android.os.VibrationEffect;
import android.os.Vibrator;

/** Vibrates, where the phone can. */
public final class Buzzer {
    private final Vibrator vibrator;

    public Buzzer(Activity activity) {
        vibrator = (Vibrator) activity.getSystemService(Context.VIBRATOR_SERVICE);
    }

    /** Milliseconds still, moving, still, moving...; once. */
    public void buzz(long[] pattern) {
        if (vibrator != null && vibrator.hasVibrator()) {
            vibrator.vibrate(VibrationEffect.createWaveform(pattern, -1));
        }
    }
}
