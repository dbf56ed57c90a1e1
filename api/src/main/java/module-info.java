/** What a plugin is compiled against. */
module io.descent.api {
    requires static transitive org.jspecify;

    exports io.descent.api;
}
