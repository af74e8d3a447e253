package org.clearshot;

import android.app.Activity;
import android.content.res.Configuration;
import android.graphics.Insets;
import android.os.Build;
import android.provider.Settings;
import android.view.View;
import android.view.WindowInsets;
import java.util.Locale;

/** What the system covers of the screen, and how the person set the phone. */
public final class Screen {
    private final Activity activity;

    public Screen(Activity activity) {
        this.activity = activity;
    }

    /**
     * Pixels of the app's own area that bars and notches cover: left, top, right, bottom.
     *
     * From API 35 on that area is the whole screen; before, the system kept some or all of it free.
     */
    public int[] insets() {
        View window = activity.getWindow().getDecorView();
        View area = activity.findViewById(android.R.id.content);
        WindowInsets all = window.getRootWindowInsets();
        if (all == null || area == null) {
            return new int[4];
        }
        int[] bars = bars(all);
        int[] at = new int[2];
        area.getLocationInWindow(at);
        return new int[] {
            Math.max(0, bars[0] - at[0]),
            Math.max(0, bars[1] - at[1]),
            Math.max(0, bars[2] - (window.getWidth() - at[0] - area.getWidth())),
            Math.max(0, bars[3] - (window.getHeight() - at[1] - area.getHeight())),
        };
    }

    @SuppressWarnings("deprecation") // the older calls are for Android 8 to 10
    private static int[] bars(WindowInsets all) {
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
