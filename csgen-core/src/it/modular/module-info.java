/** A program of a user's, on the module path. */
module com.example.modular {
    requires io.csgen.core;
}
