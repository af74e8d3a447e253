package org.clearshot;

import android.app.Activity;
import android.content.Intent;
import android.net.Uri;
import android.os.storage.StorageManager;
import android.provider.Settings;

/** Opens pages of the system's settings. */
public final class SystemPages {
    private final Activity activity;

    public SystemPages(Activity activity) {
        this.activity = activity;
    }

    /** Where the camera can be allowed for this app. */
    public void openSettings() {
        open(new Intent(Settings.ACTION_APPLICATION_DETAILS_SETTINGS,
            Uri.fromParts("package", activity.getPackageName(), null)));
    }

    /** Where one can make room on the phone. */
    public void openStorage() {
        open(new Intent(StorageManager.ACTION_MANAGE_STORAGE));
    }

    /** Whether the system will ask again when it is asked for the camera, after it was refused. */
    public boolean asksAgain() {
        return activity.shouldShowRequestPermissionRationale("android.permission.CAMERA");
    }

    private void open(Intent page) {
        activity.runOnUiThread(() -> {
            try {
                activity.startActivity(page);
            } catch (RuntimeException error) {
                // This maker's system has no such page: the app goes on as it was.
            }
        });
    }
}
