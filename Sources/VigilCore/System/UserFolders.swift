public import Foundation

/// The user's own folders, as the XDG Base Directory Specification has them.
public struct UserFolders: Sendable {
  private let environment: [String: String]

  /// Looks them up in an environment.
  public init(_ environment: [String: String] = ProcessInfo.processInfo.environment) {
    self.environment = environment
  }

  /// What can be made again: `$XDG_CACHE_HOME`, or `~/.cache`.
  public var cache: URL { folder("XDG_CACHE_HOME") ?? home.appending(path: ".cache") }

  /// What programs keep: `$XDG_DATA_HOME`, or `~/.local/share`.
  public var data: URL { folder("XDG_DATA_HOME") ?? home.appending(path: ".local/share") }

  /// `$HOME`, which containers and services set, before what the list of users says.
  private var home: URL { folder("HOME") ?? FileManager.default.homeDirectoryForCurrentUser }

  /// The specification ignores relative paths.
  private func folder(_ variable: String) -> URL? {
    guard let path = environment[variable], path.hasPrefix("/") else { return nil }
    return URL(filePath: path)
  }
}
