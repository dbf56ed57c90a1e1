package io.descent.inference.plugin.internal;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The references of a class file to other classes (Java Virtual Machine Specification, chapter 4). All names are binary
 * names, such as {@code java.util.Map$Entry}.
 *
 * @param name of the class
 * @param isConcrete whether it is neither abstract nor an interface
 * @param parents the superclass and the interfaces
 * @param references the classes that its code needs, without those that only annotations, field types or signatures
 *     name
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
        Set<Integer> needed = new HashSet<>(); // classes whose fields or methods are used
        for (int i = 1; i < count; i++) {
            int tag = data.readUnsignedByte();
            switch (tag) {
                case 1 -> texts[i] = data.readUTF();
                case 7 -> classes[i] = data.readUnsignedShort();
                case 8, 16, 19, 20 -> data.skipNBytes(2);
                case 15 -> data.skipNBytes(3);
                case 9, 10, 11 -> {
                    needed.add(data.readUnsignedShort());
                    data.skipNBytes(2);
                }
                case 3, 4, 12, 17, 18 -> data.skipNBytes(4);
                case 5, 6 -> {
                    data.skipNBytes(8);
                    i++; // takes two places
                }
                default -> throw new IOException("unknown constant " + tag);
            }
        }
        int access = data.readUnsignedShort();
        String name = name(data.readUnsignedShort(), classes, texts);
        List<String> parents = new ArrayList<>();
        int superclass = data.readUnsignedShort();
        if (superclass != 0) { // java.lang.Object has none
            needed.add(superclass);
            parents.add(name(superclass, classes, texts));
        }
        for (int interfaces = data.readUnsignedShort(); interfaces > 0; interfaces--) {
            int index = data.readUnsignedShort();
            needed.add(index);
            parents.add(name(index, classes, texts));
        }
        Set<Integer> nested = nested(data, texts);
        Set<String> references = new TreeSet<>();
        for (int i = 1; i < count; i++) {
            if (classes[i] != 0 && (needed.contains(i) || !nested.contains(i))) {
                String type = name(i, classes, texts);
                if (!type.startsWith("[")) {
                    references.add(type);
                } else if (type.endsWith(";")) { // [[Ljava.lang.String;
                    references.add(type.substring(type.lastIndexOf('[') + 2, type.length() - 1));
                }
            }
        }
        return new ClassFile(name, (access & INTERFACE_OR_ABSTRACT) == 0, parents, references);
    }

    /** The classes in the {@code InnerClasses} attribute, which also lists classes that only annotations name. */
    private static Set<Integer> nested(DataInputStream data, @Nullable String[] texts) throws IOException {
        for (int group = 0; group < 2; group++) { // fields, methods
            for (int members = data.readUnsignedShort(); members > 0; members--) {
                data.skipNBytes(6); // access, name, type
                for (int attributes = data.readUnsignedShort(); attributes > 0; attributes--) {
                    data.skipNBytes(2);
                    data.skipNBytes(Integer.toUnsignedLong(data.readInt()));
                }
            }
        }
        Set<Integer> nested = new HashSet<>();
        for (int attributes = data.readUnsignedShort(); attributes > 0; attributes--) {
            int name = data.readUnsignedShort();
            long length = Integer.toUnsignedLong(data.readInt());
            if (name >= texts.length || !"InnerClasses".equals(texts[name])) {
                data.skipNBytes(length);
                continue;
            }
            for (int entries = data.readUnsignedShort(); entries > 0; entries--) {
                nested.add(data.readUnsignedShort()); // the nested class
                nested.add(data.readUnsignedShort()); // the class around it
                data.skipNBytes(4); // name, access
            }
        }
        return nested;
    }

    private static String name(int index, int[] classes, @Nullable String[] texts) throws IOException {
        String name = index < classes.length && classes[index] < texts.length ? texts[classes[index]] : null;
        if (name == null) {
            throw new IOException("constant " + index + " is not a class");
        }
        return name.replace('/', '.');
    }
}
