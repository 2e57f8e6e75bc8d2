package io.csgen.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** The bill of materials, which has no parent and so repeats what the others inherit. */
class BomTest {
    private static final Path ROOT = Path.of("..");
    private static final Set<String> PROGRAMS =
            Set.of("csgen-examples", "csgen-extensions/lake", "csgen-extensions/aws");

    private static Document pom(Path module) throws Exception {
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(ROOT.resolve(module).resolve("pom.xml").toFile());
    }

    private static List<String> texts(Document pom, String tag) {
        NodeList found = pom.getElementsByTagName(tag);
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < found.getLength(); i++) {
            texts.add(found.item(i).getTextContent().strip());
        }
        return texts;
    }

    private static String own(Document pom, String tag) {
        NodeList children = pom.getDocumentElement().getChildNodes();
        for (int i = 0; i < children.getLength(); i++) {
            if (children.item(i) instanceof Element element
                    && element.getTagName().equals(tag)) {
                return element.getTextContent().strip();
            }
        }
        throw new AssertionError(tag + " must be there");
    }

    /** Returns the artifacts of all modules that are jars, but for the program itself and its larger kin. */
    private static TreeSet<String> libraries() throws Exception {
        TreeSet<String> libraries = new TreeSet<>();
        for (String module : texts(pom(Path.of("")), "module")) {
            Document pom = pom(Path.of(module));
            boolean isJar = texts(pom, "packaging").isEmpty();
            if (isJar && !PROGRAMS.contains(module)) {
                libraries.add(own(pom, "artifactId"));
            }
        }
        return libraries;
    }

    @Test
    void listsAllLibraries() throws Exception {
        Document bom = pom(Path.of("csgen-bom"));
        NodeList dependencies = bom.getElementsByTagName("dependency");
        TreeSet<String> listed = new TreeSet<>();
        for (int i = 0; i < dependencies.getLength(); i++) {
            Element dependency = (Element) dependencies.item(i);
            listed.add(dependency.getElementsByTagName("artifactId").item(0).getTextContent());
            assertThat(dependency.getElementsByTagName("version").item(0).getTextContent())
                    .isEqualTo("${project.version}");
        }

        assertThat(listed).isEqualTo(libraries());
    }

    @Test
    void saysWhatTheOthersInherit() throws Exception {
        Document bom = pom(Path.of("csgen-bom"));
        Document parent = pom(Path.of(""));

        for (String tag : List.of("groupId", "version", "url", "inceptionYear", "licenses", "developers", "scm")) {
            assertThat(own(bom, tag).replaceAll("\\s+", " "))
                    .as(tag)
                    .isEqualTo(own(parent, tag).replaceAll("\\s+", " "));
        }
        assertThat(texts(bom, "parent")).isEmpty();
    }

    @Test
    void everyModuleSaysWhatItIs() throws Exception {
        for (String module : texts(pom(Path.of("")), "module")) {
            Document pom = pom(Path.of(module));
            assertThat(own(pom, "name")).as(module).isNotEmpty();
            assertThat(own(pom, "description")).as(module).isNotEmpty();
        }
    }
}
