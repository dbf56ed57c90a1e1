package io.descent.testkit;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Finds calls of {@link Math} methods whose results may differ between machines, by reading the class file. */
final class MathCalls {
    private static final Set<String> INEXACT = Set.of(
            "exp", "expm1", "log", "log10", "log1p", "pow", "sin", "cos", "tan", "asin", "acos", "atan", "atan2",
            "sinh", "cosh", "tanh", "cbrt", "hypot");

    private final String[] texts;
    private final List<int[]> methods = new ArrayList<>();
    private final int[] first;
    private final int[] second;

    /** Reads the constant pool (Java Virtual Machine Specification, 4.4). */
    MathCalls(Class<?> type) throws IOException {
        String file = type.getName().substring(type.getName().lastIndexOf('.') + 1) + ".class";
        try (InputStream in = type.getResourceAsStream(file)) {
            if (in == null) { // generated at run time
                texts = new String[0];
                first = new int[0];
                second = new int[0];
                return;
            }
            DataInputStream data = new DataInputStream(in);
            data.skipNBytes(8); // magic, versions
            int count = data.readUnsignedShort();
            texts = new String[count];
            first = new int[count];
            second = new int[count];
            for (int i = 1; i < count; i++) {
                i += read(data, i);
            }
        }
    }

    /** Reads one constant. Returns the number of extra entries it takes: 1 for long and double, else 0. */
    private int read(DataInputStream data, int i) throws IOException {
        int tag = data.readUnsignedByte();
        switch (tag) {
            case 1 -> texts[i] = data.readUTF();
            case 3, 4 -> data.skipNBytes(4);
            case 5, 6 -> data.skipNBytes(8);
            case 15 -> data.skipNBytes(3);
            case 7, 8, 16, 19, 20 -> first[i] = data.readUnsignedShort();
            default -> {
                first[i] = data.readUnsignedShort();
                second[i] = data.readUnsignedShort();
                if (tag == 10) {
                    methods.add(new int[] {first[i], second[i]});
                }
            }
        }
        return tag == 5 || tag == 6 ? 1 : 0;
    }

    /** The calls as written in Java: {@code Math.exp}. */
    List<String> found() {
        return methods.stream()
                .filter(method -> "java/lang/Math".equals(texts[first[method[0]]]))
                .map(method -> texts[first[method[1]]])
                .filter(INEXACT::contains)
                .map(name -> "Math." + name)
                .sorted()
                .distinct()
                .toList();
    }
}
