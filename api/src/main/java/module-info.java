/** What a plugin is compiled against. */
module io.descent.api {
    requires static org.jspecify;

    exports io.descent.api;
}
