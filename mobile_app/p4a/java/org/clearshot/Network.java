package org.clearshot;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.Map;
import org.tensorflow.lite.Interpreter;

/** A network of one picture in and rows of numbers out, run by LiteRT on the processor. */
public final class Network {
    private final ByteBuffer model; // the interpreter reads it as long as it lives
    private final Interpreter interpreter;
    private final String signature;

    /** Load it; `threads` 0 lets the runtime choose. Throws IllegalArgumentException. */
    public Network(byte[] file, int threads) {
        model = ByteBuffer.allocateDirect(file.length).order(ByteOrder.nativeOrder());
        model.put(file);
        model.rewind();
        Interpreter.Options options = new Interpreter.Options();
        if (threads > 0) {
            options.setNumThreads(threads);
        }
        interpreter = new Interpreter(model, options);
        signature = interpreter.getSignatureKeys()[0];
    }

    /** Names of what goes in, with commas between. */
    public String inputs() {
        return String.join(",", interpreter.getSignatureInputs(signature));
    }

    /** Names of what comes out, with commas between. */
    public String outputs() {
        return String.join(",", interpreter.getSignatureOutputs(signature));
    }

    public int[] inputShape(String name) {
        return interpreter.getInputTensorFromSignature(name, signature).shape();
    }

    public int[] outputShape(String name) {
        return interpreter.getOutputTensorFromSignature(name, signature).shape();
    }

    /** Run it on the bytes of one input; give the first row of one output. */
    public float[] run(String input, byte[] bytes, String output) {
        ByteBuffer view = ByteBuffer.allocateDirect(bytes.length).order(ByteOrder.nativeOrder());
        view.put(bytes);
        view.rewind();
        Map<String, Object> given = new HashMap<>();
        given.put(input, view);
        Map<String, Object> found = new HashMap<>();
        for (String name : interpreter.getSignatureOutputs(signature)) {
            int[] shape = outputShape(name);
            found.put(name, new float[shape[0]][shape[1]]);
        }
        interpreter.runSignature(given, found, signature);
        return ((float[][]) found.get(output))[0];
    }
}
