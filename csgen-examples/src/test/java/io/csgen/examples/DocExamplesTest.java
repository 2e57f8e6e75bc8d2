package io.csgen.examples;

import java.io.IOException;
import org.junit.jupiter.api.Test;

/** Pages show these classes as they are, with their imports. */
class DocExamplesTest {
    @Test
    void pagesShowATestWithSpringBoot() throws IOException {
        Readme.assertShows("spring-boot", SpringBootExampleTest.class, 50);
    }

    @Test
    void pagesShowATestWithFaultyClicks() throws IOException {
        Readme.assertShows("faulty-clicks", DeduplicationExampleTest.class, 30);
    }

    @Test
    void pagesShowATestWithTheScriptedKinesis() throws IOException {
        Readme.assertShows("scripted-kinesis", KinesisProducerExampleTest.class, 50);
    }

    @Test
    void pagesShowATestWithLocalStack() throws IOException {
        Readme.assertShows("localstack", LocalStackExample.class, 60);
    }
}
