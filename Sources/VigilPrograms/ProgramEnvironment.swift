/// What programs get of the station's environment, in which there may be secrets.
package enum ProgramEnvironment {
  private static let inherited = ["HOME", "LANG", "LC_ALL", "LOGNAME", "PATH", "TMPDIR", "TZ", "USER"]
  private static let usualPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"

  /// The part of an environment that says where and who, and in which language and zone.
  package static func part(of environment: [String: String]) -> [String: String] {
    ["PATH": usualPath].merging(environment.filter { inherited.contains($0.key) && !$0.value.isEmpty }) { $1 }
  }
}
