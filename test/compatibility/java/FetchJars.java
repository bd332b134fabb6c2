import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import org.apache.maven.RepositoryUtils;
import org.apache.maven.execution.DefaultMavenExecutionRequest;
import org.apache.maven.execution.MavenExecutionRequestPopulator;
import org.apache.maven.internal.aether.DefaultRepositorySystemSessionFactory;
import org.apache.maven.settings.Settings;
import org.apache.maven.settings.building.DefaultSettingsBuildingRequest;
import org.apache.maven.settings.building.SettingsBuilder;
import org.codehaus.plexus.DefaultContainerConfiguration;
import org.codehaus.plexus.DefaultPlexusContainer;
import org.codehaus.plexus.PlexusConstants;
import org.eclipse.aether.RepositorySystem;
import org.eclipse.aether.artifact.Artifact;
import org.eclipse.aether.artifact.DefaultArtifact;
import org.eclipse.aether.resolution.ArtifactRequest;

/**
 * Copies the jars of jars.txt into a folder: java -Dmaven.home=... FetchJars.java <jars.txt> <folder>.
 *
 * The library of the installed Maven fetches them, with the user's settings. No plugin of Maven runs, no POM is read, and nothing is
 * copied unless every jar has its checksum.
 */
class FetchJars {
  public static void main(String[] args) throws Exception {
    var checksums = new TreeMap<String, String>();
    for (var line : Files.readAllLines(Path.of(args[0]))) checksums.put(line.substring(66), line.substring(0, 64));
    var files = fetch(checksums.keySet());
    for (var path : checksums.keySet()) {
      var digest = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(files.get(path)));
      if (HexFormat.of().formatHex(digest).equals(checksums.get(path))) continue;
      System.err.println("the checksum of " + files.get(path) + " is not the one of jars.txt");
      System.exit(1);
    }
    for (var file : files.values()) Files.copy(file, Path.of(args[1]).resolve(file.getFileName()));
  }

  /** The files of artifacts, by their paths in a repository. */
  private static Map<String, Path> fetch(Iterable<String> paths) throws Exception {
    var configuration = new DefaultContainerConfiguration();
    configuration.setClassPathScanning(PlexusConstants.SCANNING_INDEX).setAutoWiring(true);
    var container = new DefaultPlexusContainer(configuration);
    var request = new DefaultMavenExecutionRequest();
    request.setSystemProperties(System.getProperties());
    var populator = container.lookup(MavenExecutionRequestPopulator.class);
    populator.populateFromSettings(request, settings(container.lookup(SettingsBuilder.class)));
    populator.populateDefaults(request);
    var session = container.lookup(DefaultRepositorySystemSessionFactory.class).newRepositorySession(request);
    var repositories = RepositoryUtils.toRepos(request.getRemoteRepositories());

    var requests = new ArrayList<ArtifactRequest>();
    for (var path : paths) requests.add(new ArtifactRequest(artifact(path), repositories, null));
    var files = new TreeMap<String, Path>();
    for (var result : container.lookup(RepositorySystem.class).resolveArtifacts(session, requests))
      files.put(path(result.getArtifact()), result.getArtifact().getFile().toPath());
    return files;
  }

  private static Settings settings(SettingsBuilder builder) throws Exception {
    var request = new DefaultSettingsBuildingRequest();
    request.setGlobalSettingsFile(new File(System.getProperty("maven.home"), "conf/settings.xml"));
    request.setUserSettingsFile(new File(System.getProperty("user.home"), ".m2/settings.xml"));
    request.setSystemProperties(System.getProperties());
    return builder.build(request).getEffectiveSettings();
  }

  /** The artifact of a path such as org/example/lib/1.0/lib-1.0.jar. */
  private static Artifact artifact(String path) {
    var version = Path.of(path).getParent();
    var name = version.getParent();
    var group = name.getParent().toString().replace('/', '.');
    return new DefaultArtifact(group, name.getFileName().toString(), "jar", version.getFileName().toString());
  }

  private static String path(Artifact artifact) {
    var folder = artifact.getGroupId().replace('.', '/') + "/" + artifact.getArtifactId() + "/" + artifact.getVersion();
    return folder + "/" + artifact.getArtifactId() + "-" + artifact.getVersion() + ".jar";
  }
}
