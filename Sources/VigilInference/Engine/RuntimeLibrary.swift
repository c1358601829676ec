package import Foundation

/// Where the library of an engine is looked for, since it is opened while the program runs.
package struct RuntimeLibrary: Sendable {
  /// Where it is.
  package enum Location: Hashable, Sendable {
    /// This file, which may still turn out not to be a library.
    case file(URL)
    /// Nowhere in the folder that the variable names.
    case missing(in: String)
    /// Nowhere that was looked: perhaps where the system's loader looks.
    case unknown
  }

  /// The file's name, which a version may follow.
  package let name: String
  /// The environment variable that settles the matter: the file, its folder, or the folder above a `lib` that has it.
  package let variable: String
  /// Where an installed program has it, from its own folder or from `../lib/vigil`; empty for the folder itself.
  package let installed: String
  /// Where a package that is being developed has it, from any folder around the program.
  package let developed: [String]

  /// Describes a library.
  package init(name: String, variable: String, installed: String, developed: [String]) {
    self.name = name
    self.variable = variable
    self.installed = installed
    self.developed = developed
  }

  /// The running program.
  package static var program: URL { Bundle.main.executableURL ?? URL(filePath: CommandLine.arguments[0]) }

  /// Looks for the library.
  package func location(environment: [String: String], program: URL = Self.program) -> Location {
    if let named = environment[variable], !named.isEmpty { return location(named: named) }
    var folder = program.resolvingSymlinksInPath().deletingLastPathComponent()
    var folders = [folder, folder.deletingLastPathComponent().appending(path: "lib/vigil")].map {
      installed.isEmpty ? $0 : $0.appending(path: installed)
    }
    while folder.path != "/" {
      folders += developed.map { folder.appending(path: $0) }
      folder = folder.deletingLastPathComponent()
    }
    return folders.lazy.compactMap(file).first.map(Location.file) ?? .unknown
  }

  private func location(named: String) -> Location {
    let place = URL(filePath: named)
    var isFolder: ObjCBool = false
    let exists = FileManager.default.fileExists(atPath: place.path, isDirectory: &isFolder)
    // A file that is not there is still better named by whoever tries to open it.
    if exists && !isFolder.boolValue || !exists && place.lastPathComponent.contains(".so") {
      return .file(place)
    }
    return [place, place.appending(path: "lib")].lazy.compactMap(file).first.map(Location.file)
      ?? .missing(in: named)
  }

  /// The library in a folder, whatever version its name ends in.
  private func file(in folder: URL) -> URL? {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    // What follows the name is a version; other files, such as a stamp of what it was built from, are none.
    func isVersion(_ suffix: Substring) -> Bool { suffix.allSatisfy { $0.isNumber || $0 == "." } }
    return names.filter { $0.hasPrefix(name) && isVersion($0.dropFirst(name.count)) }.max()
      .map { folder.appending(path: $0) }
  }
}
