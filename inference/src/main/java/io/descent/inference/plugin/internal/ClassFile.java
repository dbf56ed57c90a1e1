package io.descent.inference.plugin.internal;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What a class file says about other classes (Java Virtual Machine Specification, chapter 4). All names are binary names, such as
 * {@code java.util.Map$Entry}.
 *
 * @param name of the class
 * @param isConcrete whether it is neither abstract nor an interface
 * @param parents the superclass and the interfaces
 * @param references all classes in its constant pool; those named only by annotations, fields or signatures are not there
 */
record ClassFile(String name, boolean isConcrete, List<String> parents, Set<String> references) {
    private static final int MAGIC = 0xCAFEBABE;
    private static final int INTERFACE_OR_ABSTRACT = 0x0600;

    /**
     * Reads a class file.
     *
     * @throws IOException if it cannot be read, or is newer than this program
     */
    static ClassFile read(InputStream in) throws IOException {
        DataInputStream data = new DataInputStream(in);
        if (data.readInt() != MAGIC) {
            throw new IOException("not a class file");
        }
        data.skipNBytes(4); // versions
        int count = data.readUnsignedShort();
        @Nullable String[] texts = new @Nullable String[count];
        int[] classes = new int[count]; // where the name of a class is; 0 for other constants
        for (int i = 1; i < count; i++) {
            int tag = data.readUnsignedByte();
            switch (tag) {
                case 1 -> texts[i] = data.readUTF();
                case 7 -> classes[i] = data.readUnsignedShort();
                case 8, 16, 19, 20 -> data.skipNBytes(2);
                case 15 -> data.skipNBytes(3);
                case 3, 4, 9, 10, 11, 12, 17, 18 -> data.skipNBytes(4);
                case 5, 6 -> {
                    data.skipNBytes(8);
                    i++; // takes two places
                }
                default -> throw new IOException("unknown constant " + tag);
            }
        }
        int access = data.readUnsignedShort();
        String name = name(data.readUnsignedShort(), classes, texts);
        int superclass = data.readUnsignedShort();
        List<String> parents = new ArrayList<>();
        if (superclass != 0) { // java.lang.Object and modules have none
            parents.add(name(superclass, classes, texts));
        }
        for (int interfaces = data.readUnsignedShort(); interfaces > 0; interfaces--) {
            parents.add(name(data.readUnsignedShort(), classes, texts));
        }
        Set<String> references = new TreeSet<>();
        for (int i = 1; i < count; i++) {
            if (classes[i] != 0) {
                String type = name(i, classes, texts).replaceFirst("^\\[+", ""); // arrays: [[I, [Ljava.lang.String;
                boolean isArray = type.endsWith(";");
                if (isArray || type.equals(name(i, classes, texts))) {
                    references.add(isArray ? type.substring(1, type.length() - 1) : type);
                }
            }
        }
        return new ClassFile(name, (access & INTERFACE_OR_ABSTRACT) == 0, parents, references);
    }

    private static String name(int index, int[] classes, @Nullable String[] texts) throws IOException {
        String name = index < classes.length && classes[index] < texts.length ? texts[classes[index]] : null;
        if (name == null) {
            throw new IOException("constant " + index + " is not a class");
        }
        return name.replace('/', '.');
    }
}
