package org.clearshot;

import android.app.Activity;
import android.content.res.Configuration;
import android.graphics.Insets;
import android.os.Build;
import android.provider.Settings;
import android.view.WindowInsets;
import java.util.Locale;

/** What the system covers of the screen, and how the person set the phone. */
public final class Screen {
    private final Activity activity;

    public Screen(Activity activity) {
        this.activity = activity;
    }

    /** Pixels that bars and notches cover: left, top, right, bottom. */
    @SuppressWarnings("deprecation") // the older calls are for Android 8 to 10
    public int[] insets() {
        WindowInsets all = activity.getWindow().getDecorView().getRootWindowInsets();
        if (all == null) {
            return new int[4];
        }
        if (Build.VERSION.SDK_INT >= 30) {
            Insets covered = all.getInsets(
                WindowInsets.Type.systemBars() | WindowInsets.Type.displayCutout());
            return new int[] {covered.left, covered.top, covered.right, covered.bottom};
        }
        return new int[] {
            all.getSystemWindowInsetLeft(), all.getSystemWindowInsetTop(),
            all.getSystemWindowInsetRight(), all.getSystemWindowInsetBottom(),
        };
    }

    public boolean isDark() {
        int mode = activity.getResources().getConfiguration().uiMode;
        return (mode & Configuration.UI_MODE_NIGHT_MASK) == Configuration.UI_MODE_NIGHT_YES;
    }

    /** Whether the person wants nothing to move. */
    public boolean isStill() {
        return Settings.Global.getFloat(
            activity.getContentResolver(), Settings.Global.ANIMATOR_DURATION_SCALE, 1f) == 0f;
    }

    /** The phone's language, as two or three letters. */
    public String language() {
        return Locale.getDefault().getLanguage();
    }
}
