package io.csgen.aws;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.RemovalPolicy;
import software.amazon.awscdk.services.ec2.Peer;
import software.amazon.awscdk.services.ec2.Port;
import software.amazon.awscdk.services.ec2.SecurityGroup;
import software.amazon.awscdk.services.ec2.SubnetConfiguration;
import software.amazon.awscdk.services.ec2.SubnetSelection;
import software.amazon.awscdk.services.ec2.SubnetType;
import software.amazon.awscdk.services.ec2.Vpc;
import software.amazon.awscdk.services.ecs.AwsLogDriverProps;
import software.amazon.awscdk.services.ecs.Cluster;
import software.amazon.awscdk.services.ecs.ContainerDefinitionOptions;
import software.amazon.awscdk.services.ecs.ContainerImage;
import software.amazon.awscdk.services.ecs.CpuArchitecture;
import software.amazon.awscdk.services.ecs.DeploymentCircuitBreaker;
import software.amazon.awscdk.services.ecs.FargateService;
import software.amazon.awscdk.services.ecs.FargateTaskDefinition;
import software.amazon.awscdk.services.ecs.HealthCheck;
import software.amazon.awscdk.services.ecs.LogDriver;
import software.amazon.awscdk.services.ecs.OperatingSystemFamily;
import software.amazon.awscdk.services.ecs.PortMapping;
import software.amazon.awscdk.services.ecs.RuntimePlatform;
import software.amazon.awscdk.services.logs.LogGroup;
import software.amazon.awscdk.services.secretsmanager.Secret;
import software.amazon.awscdk.services.secretsmanager.SecretStringGenerator;
import software.constructs.Construct;

/**
 * The server, as one task on Fargate. It is in a network of its own, whose security group lets nobody in unless the
 * settings say who; what it sends goes out over HTTPS.
 */
final class StoreService extends Construct {
    /** What the Kinesis sink asks of its stream. */
    static final List<String> WRITING =
            List.of("kinesis:DescribeStreamSummary", "kinesis:ListShards", "kinesis:PutRecords");

    private static final String DOCKERFILE = "Dockerfile";
    private static final int PORT = 3000;
    private static final int HTTPS = 443;
    private static final int CPU_UNITS = 256;
    private static final int MEMORY_MIB = 512;
    private static final int TOKEN_CHARACTERS = 40;
    private static final String CPU_OF_THIS_MACHINE = System.getProperty("os.arch");

    private final LogGroup logs;
    private final Secret token;

    StoreService(Construct scope, PipelineSettings settings, ClickStreams streams) {
        super(scope, "Server");
        logs = Logs.group(this, "Logs");
        token = Secret.Builder.create(this, "Token")
                .description("who knows it may start and stop the server")
                .generateSecretString(SecretStringGenerator.builder()
                        .passwordLength(TOKEN_CHARACTERS)
                        .excludePunctuation(true)
                        .build())
                .removalPolicy(RemovalPolicy.DESTROY)
                .build();
        Vpc network = Vpc.Builder.create(this, "Network")
                .maxAzs(2)
                .natGateways(0)
                .subnetConfiguration(List.of(SubnetConfiguration.builder()
                        .name("out")
                        .subnetType(SubnetType.PUBLIC)
                        .mapPublicIpOnLaunch(false)
                        .build()))
                .build();
        FargateService.Builder.create(this, "Service")
                .cluster(Cluster.Builder.create(this, "Cluster").vpc(network).build())
                .taskDefinition(task(settings, streams))
                .desiredCount(1)
                // A second one would send clicks of its own.
                .minHealthyPercent(0)
                .maxHealthyPercent(100)
                .circuitBreaker(
                        DeploymentCircuitBreaker.builder().rollback(true).build())
                .vpcSubnets(
                        SubnetSelection.builder().subnetType(SubnetType.PUBLIC).build())
                .assignPublicIp(true)
                .securityGroups(List.of(wall(settings, network)))
                .build();
    }

    private SecurityGroup wall(PipelineSettings settings, Vpc network) {
        SecurityGroup group = SecurityGroup.Builder.create(this, "Wall")
                .vpc(network)
                .description("HTTPS out; in only who the settings allow")
                .allowAllOutbound(false)
                .build();
        group.addEgressRule(Peer.anyIpv4(), Port.tcp(HTTPS), "AWS");
        settings.allowFrom()
                .ifPresent(block -> group.addIngressRule(Peer.ipv4(block), Port.tcp(PORT), "as the settings say"));
        return group;
    }

    private FargateTaskDefinition task(PipelineSettings settings, ClickStreams streams) {
        FargateTaskDefinition task = FargateTaskDefinition.Builder.create(this, "Task")
                .cpu(CPU_UNITS)
                .memoryLimitMiB(MEMORY_MIB)
                .runtimePlatform(RuntimePlatform.builder()
                        .operatingSystemFamily(OperatingSystemFamily.LINUX)
                        .cpuArchitecture(
                                CPU_OF_THIS_MACHINE.equals("aarch64") ? CpuArchitecture.ARM64 : CpuArchitecture.X86_64)
                        .build())
                .build();
        task.addToTaskRolePolicy(EventFunction.allow(WRITING, streams.clicks().getStreamArn()));
        Map<String, String> environment = new TreeMap<>(Map.of(
                PipelineSettings.variable("format"), "json",
                PipelineSettings.variable("autostart"), "true",
                PipelineSettings.variable("log-format"), "json"));
        environment.putAll(settings.environment());
        environment.put(PipelineSettings.variable("sink"), "kinesis");
        environment.put(
                PipelineSettings.variable("url-kinesis-stream-name"),
                streams.clicks().getStreamName());
        environment.put(PipelineSettings.variable("bind"), "0.0.0.0");
        task.addContainer(
                "Server",
                ContainerDefinitionOptions.builder()
                        .image(image(settings))
                        .command(List.of("serve"))
                        .environment(environment)
                        .secrets(Map.of(
                                PipelineSettings.variable("token"),
                                software.amazon.awscdk.services.ecs.Secret.fromSecretsManager(token)))
                        .portMappings(List.of(
                                PortMapping.builder().containerPort(PORT).build()))
                        .readonlyRootFilesystem(true)
                        .healthCheck(HealthCheck.builder()
                                .command(List.of("CMD", "java", "-jar", "/opt/csgen/csgen.jar", "health"))
                                .interval(Duration.minutes(1))
                                .startPeriod(Duration.seconds(30))
                                .build())
                        .stopTimeout(Duration.seconds(30))
                        .logging(LogDriver.awsLogs(AwsLogDriverProps.builder()
                                .streamPrefix("server")
                                .logGroup(logs)
                                .build()))
                        .build());
        return task;
    }

    /** The jar becomes an image when the stack is deployed, which takes Docker. */
    private static ContainerImage image(PipelineSettings settings) {
        return settings.image()
                .map(archive -> ContainerImage.fromTarball(archive.toString()))
                .orElseGet(() -> ContainerImage.fromAsset(directoryOfImage(settings.programJar())));
    }

    private static String directoryOfImage(Path jar) {
        try (InputStream dockerfile = Objects.requireNonNull(
                StoreService.class.getResourceAsStream(DOCKERFILE), "resource must be there: " + DOCKERFILE)) {
            Path directory = Files.createTempDirectory("csgen-image-");
            Files.copy(dockerfile, directory.resolve(DOCKERFILE));
            Files.copy(jar, directory.resolve("csgen.jar"));
            return directory.toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    LogGroup logs() {
        return logs;
    }

    Secret token() {
        return token;
    }
}
