package io.csgen.examples.http;

/** What a server answers with. Must be safe for concurrent use. */
public interface Site {
    /** Answers a request, and may wait to do so. */
    Answer answer(Request request) throws InterruptedException;

    /** Returns what goes to those who ask for events. */
    Feed feed();

    /** What happens, told in JSON at an even pace. Must be safe for concurrent use. */
    interface Feed {
        /** Returns the past as far as it is remembered, and the present. */
        String past();

        /** Remembers this moment, which nobody needs to be told of. */
        void remember();

        /** Remembers this moment, and returns the present and what is new since the last one. */
        String next();
    }
}
