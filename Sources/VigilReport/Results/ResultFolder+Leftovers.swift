import Foundation
import VigilCore

// What runs leave in their folder that were killed, or whose power failed.

extension ResultFolder {
  /// Every file of a result, complete or not.
  private static let files = [
    scoresCSV, scoresJSON, eventsJSON, page, annotatedVideo, scoresJSON + ".gaps", eventsJSON + ".gaps",
  ]

  /// Whether a file was left by a run that was killed.
  private static func isLeftover(_ name: String) -> Bool {
    Neighbour.isHidden(name, madeFor: annotatedVideo)
      || files.contains { name == $0 + PartialFile.partialSuffix } || isSetAside(name)
  }

  private static func isSetAside(_ name: String) -> Bool {
    files.contains { file in
      let prefix = file + PartialFile.interruptedSuffix
      return name == prefix || name.hasPrefix(prefix + "-") && Int(name.dropFirst(prefix.count + 1)) != nil
    }
  }

  private static func names(in folder: URL) -> [String] {
    (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
  }

  /// Sets aside what the run before left, under a number that no other run has, and removes what nobody can use.
  static func setAside(in folder: URL) throws(ReportError) {
    Neighbour.sweep(folder, madeFor: annotatedVideo)
    let names = Set(names(in: folder))
    guard names.contains(where: { $0.hasSuffix(PartialFile.partialSuffix) && isLeftover($0) }) else { return }
    var number = 1
    while files.contains(where: { names.contains($0 + PartialFile.setAsideSuffix(number)) }) { number += 1 }
    for file in files { try PartialFile.setAside(folder.appending(path: file), number: number) }
  }

  /// Removes what was set aside.
  static func forgetInterrupted(in folder: URL) {
    for name in names(in: folder) where isSetAside(name) { unlink(folder.path + "/" + name) }
  }

  /// Puts the video of a live run that was killed in its place: it can be played up to its last moments.
  static func recoverVideo(in folder: URL) {
    let video = folder.appending(path: annotatedVideo)
    guard !FileManager.default.fileExists(atPath: video.path) else { return }
    Neighbour.ifDead(URL(filePath: video.path + PartialFile.partialSuffix)) { partial in
      rename(partial.path, video.path)
    }
  }

  /// Removes a result, complete or not, and its folder unless it holds other things.
  static func remove(_ folder: URL) {
    for name in names(in: folder) where files.contains(name) || isLeftover(name) {
      unlink(folder.path + "/" + name)
    }
    rmdir(folder.path)
  }

  /// A folder may be used if it is empty or has an earlier result, complete or truncated.
  static func checkContents(of folder: URL) throws(ReportError) {
    let names: [String]
    do {
      names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
    } catch {
      throw ReportError(.cannotWrite, "cannot list \(folder.path); check its permissions")
    }
    // A run that was killed early may leave empty files; they are recognised by name.
    if names.allSatisfy(isLeftover) { return }
    let signature = Data(JSONListFile.signature.utf8)
    for name in names
    where [scoresJSON, eventsJSON].contains(where: { name == $0 || isLeftover(name) && name.hasPrefix($0) }) {
      guard let file = try? FileHandle(forReadingFrom: folder.appending(path: name)) else { continue }
      if (try? file.read(upToCount: signature.count)) == signature { return }
    }
    throw ReportError(
      .folderNotEmpty,
      "\(folder.path) is not empty and holds no earlier result of Vigil; choose a new or an empty folder")
  }
}
