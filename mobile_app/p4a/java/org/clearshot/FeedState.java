package org.clearshot;

/**
 * What a camera has to say, and those who wait for it. Every method may be called on any thread.
 *
 * Only numbers, texts and arrays cross to Python: pyjnius would look up the class of any other
 * object by itself, which fails on a thread that Python made.
 */
public abstract class FeedState {
    private boolean closed;
    private boolean ready;
    private boolean light;
    private boolean front;
    private String trouble;
    private byte[] frame;
    private int[] shape = new int[3];
    private int[] given = new int[3];
    private boolean answered;
    private byte[] photo;
    private int photoDegrees;

    /** Wait so many milliseconds for the camera to be ready; tell whether it is. */
    public synchronized boolean isReady(long millis) {
        long end = System.currentTimeMillis() + millis;
        while (!ready && trouble == null && pause(end)) { }
        return ready;
    }

    /** What ended it, in the system's words; null while nothing did. */
    public synchronized String trouble() {
        return trouble;
    }

    public synchronized boolean hasLight() {
        return light;
    }

    public synchronized boolean hasFront() {
        return front;
    }

    /**
     * Give the newest frame that was not given yet; wait for it so many milliseconds, or null.
     * Four bytes a pixel, RGBA, row by row, without gaps.
     */
    public synchronized byte[] frame(long millis) {
        long end = System.currentTimeMillis() + millis;
        while (frame == null && trouble == null && pause(end)) { }
        byte[] newest = frame;
        given = shape;
        frame = null;
        return newest;
    }

    /** Of the frame given last: width, height, and the degrees to turn it clockwise to be upright. */
    public synchronized int[] frameShape() {
        return given;
    }

    /** Wait so many milliseconds for the photo begun: the JPEG's bytes, or null if there is none. */
    public synchronized byte[] photo(long millis) {
        long end = System.currentTimeMillis() + millis;
        while (!answered && trouble == null && pause(end)) { }
        byte[] taken = photo;
        photo = null;
        return taken;
    }

    /** How far the last photo's pixels are to be turned clockwise to be upright. */
    public synchronized int photoDegrees() {
        return photoDegrees;
    }

    final synchronized boolean isClosed() {
        return closed;
    }

    final synchronized void tellReady(boolean hasLight, boolean hasFront) {
        light = hasLight;
        front = hasFront;
        ready = true;
        notifyAll();
    }

    final synchronized void tell(byte[] newest, int width, int height, int degrees) {
        frame = newest;
        shape = new int[] {width, height, degrees};
        notifyAll();
    }

    final synchronized void begin() {
        answered = false;
        photo = null;
    }

    final synchronized void answer(byte[] jpeg, int degrees) {
        photo = jpeg;
        photoDegrees = degrees;
        answered = true;
        notifyAll();
    }

    final synchronized void fail(String why) {
        trouble = trouble == null ? why : trouble;
        notifyAll();
    }

    final synchronized void end() {
        closed = true;
        fail("the camera was closed");
    }

    /** Wait to be told of a change; tell whether there is time left. */
    private boolean pause(long end) {
        long left = end - System.currentTimeMillis();
        if (left <= 0) {
            return false;
        }
        try {
            wait(left);
        } catch (InterruptedException error) {
            return false;
        }
        return true;
    }
}
