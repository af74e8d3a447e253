package org.clearshot;

import android.app.Activity;
import android.content.Context;
import android.speech.tts.TextToSpeech;
import android.view.View;
import android.view.accessibility.AccessibilityManager;
import java.util.Locale;

/** Says words: by the screen reader where one is on, else by one voice that is kept. */
public final class Voice {
    private final Activity activity;
    private TextToSpeech speech;
    private boolean able;
    private String words;
    private String language;

    public Voice(Activity activity) {
        this.activity = activity;
    }

    /** Say this now, instead of what is being said; returns at once. */
    public void say(String text, String tag) {
        activity.runOnUiThread(() -> {
            if (readsScreen()) {
                View window = activity.getWindow().getDecorView();
                window.announceForAccessibility(text);
                return;
            }
            words = text;
            language = tag;
            if (speech == null) {
                speech = new TextToSpeech(activity, this::start);
            } else if (able) {
                speak();
            }
        });
    }

    private boolean readsScreen() {
        AccessibilityManager manager =
            (AccessibilityManager) activity.getSystemService(Context.ACCESSIBILITY_SERVICE);
        return manager.isEnabled() && manager.isTouchExplorationEnabled();
    }

    /** The voice is there, or there is none; what was asked for meanwhile is said. */
    private void start(int status) {
        activity.runOnUiThread(() -> {
            able = status == TextToSpeech.SUCCESS;
            if (able) {
                speak();
            }
        });
    }

    private void speak() {
        speech.setLanguage(Locale.forLanguageTag(language));
        speech.speak(words, TextToSpeech.QUEUE_FLUSH, null, "clearshot");
    }
}
