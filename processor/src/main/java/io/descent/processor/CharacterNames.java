package io.descent.processor;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The names that HTML gives to characters, as far as formulas and sentences need them. */
final class CharacterNames {
    private static final String LETTERS =
            "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho sigmaf sigma tau"
                    + " upsilon phi chi psi omega";

    private static final Map<String, String> CHARACTERS = characters();

    private CharacterNames() {}

    /** The character with a name; null if the name is unknown. */
    static @Nullable String get(String name) {
        return CHARACTERS.get(name);
    }

    private static Map<String, String> characters() {
        Map<String, String> all = new HashMap<>(Map.of(
                "lt", "<", "gt", ">", "amp", "&", "quot", "\"", "apos", "'", "nbsp", " ", "thinsp", " ", "commat", "@",
                "lbrace", "{", "rbrace", "}"));
        all.putAll(Map.of(
                "le", "\u2264", "ge", "\u2265", "ne", "\u2260", "asymp", "\u2248", "plusmn", "\u00b1", "times",
                "\u00d7", "middot", "\u00b7", "sdot", "\u22c5", "minus", "\u2212", "infin", "\u221e"));
        all.putAll(Map.of(
                "sum", "\u2211", "prod", "\u220f", "radic", "\u221a", "part", "\u2202", "nabla", "\u2207", "isin",
                "\u2208", "int", "\u222b", "rarr", "\u2192", "larr", "\u2190", "prop", "\u221d"));
        all.putAll(Map.of(
                "ndash", "\u2013", "mdash", "\u2014", "hellip", "\u2026", "lsquo", "\u2018", "rsquo", "\u2019", "ldquo",
                "\u201c", "rdquo", "\u201d", "deg", "\u00b0", "sup2", "\u00b2", "frac12", "\u00bd"));
        int letter = 0x3b1; // the Greek letters are consecutive; final sigma, which has no capital, is among them
        for (String name : LETTERS.split(" ", -1)) {
            all.put(name, Character.toString(letter));
            if (!name.equals("sigmaf")) {
                all.put(Character.toUpperCase(name.charAt(0)) + name.substring(1), Character.toString(letter - 0x20));
            }
            letter++;
        }
        return all;
    }
}
