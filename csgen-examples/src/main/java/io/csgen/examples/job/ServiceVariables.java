package io.csgen.examples.job;

import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Tells settings from what Kubernetes puts into the environment of a container for each Service: for one
 * that is called {@code csgen}, {@code CSGEN_PORT} holds an address such as {@code tcp://10.0.0.1:3000}.
 */
final class ServiceVariables {
    private static final Pattern NAME =
            Pattern.compile("CSGEN_(.+_)?(SERVICE_(HOST|PORT(_.+)?)|PORT_\\d+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?)");
    private static final Pattern PORT_NAME = Pattern.compile("CSGEN_(.+_)?PORT");
    private static final Pattern ADDRESS = Pattern.compile("(tcp|udp|sctp)://.*");

    private ServiceVariables() {}

    /** Returns an environment without such variables. */
    static Map<String, String> removedFrom(Map<String, String> environment) {
        Map<String, String> rest = new TreeMap<>(environment);
        rest.entrySet().removeIf(entry -> isOne(entry.getKey(), entry.getValue()));
        return rest;
    }

    private static boolean isOne(String name, String value) {
        return NAME.matcher(name).matches()
                || PORT_NAME.matcher(name).matches() && ADDRESS.matcher(value).matches();
    }
}
