package org.clearshot;

import android.app.Activity;
import android.content.Intent;
import android.net.Uri;
import android.os.Build;
import android.provider.MediaStore;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import org.kivy.android.PythonActivity;

/** The system's photo picker: it shows the person's photos, and the app sees the chosen one only. */
public final class PhotoPicker implements PythonActivity.ActivityResultListener {
    private static final int REQUEST = 7301;
    private static final int MOST = 200_000_000; // bytes; the judge takes no larger file

    private final PythonActivity activity;
    private boolean done;
    private byte[] photo;

    public PhotoPicker(PythonActivity activity) {
        this.activity = activity;
    }

    /** Show it; returns at once. */
    public void open() {
        activity.registerActivityResultListener(this);
        activity.runOnUiThread(() -> {
            try {
                activity.startActivityForResult(intent(), REQUEST);
            } catch (RuntimeException error) { // no app shows photos
                finish(null);
            }
        });
    }

    /** Wait so many milliseconds for the person; tell whether they are done. */
    public synchronized boolean isDone(long millis) {
        if (!done) {
            try {
                wait(millis);
            } catch (InterruptedException error) {
                return done;
            }
        }
        return done;
    }

    /** The chosen file's bytes; null if none was chosen. */
    public synchronized byte[] photo() {
        return photo;
    }

    @Override
    public void onActivityResult(int request, int result, Intent answer) {
        if (request != REQUEST) {
            return;
        }
        Uri chosen = result == Activity.RESULT_OK && answer != null ? answer.getData() : null;
        new Thread(() -> finish(chosen)).start();
    }

    private static Intent intent() {
        if (Build.VERSION.SDK_INT >= 33) {
            return new Intent(MediaStore.ACTION_PICK_IMAGES).setType("image/*");
        }
        return new Intent(Intent.ACTION_GET_CONTENT)
            .addCategory(Intent.CATEGORY_OPENABLE).setType("image/*");
    }

    private void finish(Uri chosen) {
        byte[] bytes = chosen == null ? null : read(chosen);
        activity.unregisterActivityResultListener(this);
        synchronized (this) {
            photo = bytes;
            done = true;
            notifyAll();
        }
    }

    private byte[] read(Uri chosen) {
        try (InputStream file = activity.getContentResolver().openInputStream(chosen)) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            byte[] part = new byte[65536];
            for (int n = file.read(part); n >= 0 && bytes.size() <= MOST; n = file.read(part)) {
                bytes.write(part, 0, n);
            }
            return bytes.size() <= MOST ? bytes.toByteArray() : null;
        } catch (IOException | RuntimeException | OutOfMemoryError error) {
            return null;
        }
    }
}
