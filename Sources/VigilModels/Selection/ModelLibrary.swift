public import Foundation
import VigilCore
public import VigilNetworks

/// The models of this machine: folders `NAME.vigil` in a few places, and the test weights.
public struct ModelLibrary {
  /// Where folders are looked for, in this order.
  public let places: [URL]

  /// The working folder, then `VIGIL_MODELS`, else the user's own: `$XDG_DATA_HOME/vigil` or `~/.local/share/vigil`; then
  /// what was installed with the program, `../../share/vigil` of its folder.
  public init(environment: [String: String] = ProcessInfo.processInfo.environment) {
    var places = [URL(filePath: FileManager.default.currentDirectoryPath)]
    places.append(Self.home(environment))
    let program = Bundle.main.executableURL?.resolvingSymlinksInPath().deletingLastPathComponent()
    if let installed = program?.appending(path: "../../share/vigil").standardizedFileURL,
      FileManager.default.fileExists(atPath: installed.path)
    {
      places.append(installed)
    }
    self.places = places
  }

  /// Where `models pull` puts new folders.
  public static func home(_ environment: [String: String] = ProcessInfo.processInfo.environment) -> URL {
    if let named = environment["VIGIL_MODELS"], !named.isEmpty { return URL(filePath: named) }
    return UserFolders(environment).data.appending(path: "vigil")
  }

  /// The folder that a user means by a path or a name, with or without `.vigil`.
  public func folder(_ name: String) throws -> ModelFolder {
    let candidates =
      name.contains("/")
      ? [URL(filePath: name), URL(filePath: name + ".vigil")]
      : places.flatMap { [$0.appending(path: name), $0.appending(path: name + ".vigil")] }
    for url in candidates {
      var isFolder: ObjCBool = false
      guard FileManager.default.fileExists(atPath: url.path, isDirectory: &isFolder) else { continue }
      guard isFolder.boolValue else {
        // A checkpoint is a likely mistake; a stray file of the same name elsewhere is not.
        guard name.contains("/") || url.pathExtension != "" else { continue }
        throw ModelError(
          .notFound, "\(url.path) is a file, not a model folder; make one with vigil models import")
      }
      guard FileManager.default.fileExists(atPath: url.appending(path: "manifest.json").path) else {
        continue
      }
      return try ModelFolder(reading: url)
    }
    throw ModelError(
      .notFound,
      "there is no model \(name) in \(places.map(\.path).joined(separator: ", ")); vigil models list shows "
        + "those there are")
  }

  /// All folders whose name ends in `.vigil`, and why some cannot be used.
  public func contents() -> [(url: URL, folder: Result<ModelFolder, NetworksError>)] {
    places.flatMap { place -> [(URL, Result<ModelFolder, NetworksError>)] in
      let names = (try? FileManager.default.contentsOfDirectory(atPath: place.path)) ?? []
      return names.filter { $0.hasSuffix(".vigil") }.sorted().map { name in
        let url = place.appending(path: name)
        return (url, Result { () throws(NetworksError) in try ModelFolder(reading: url) })
      }
    }
  }
}
