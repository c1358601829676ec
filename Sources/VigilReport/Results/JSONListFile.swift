import Foundation
import VigilCore

/// A JSON object with one long list and the gaps of its source, written incrementally.
///
/// Each element is one line. The gaps are buffered in a file of their own, because the object has them after the
/// list and a camera may have any number of them. Appending `]}` to the partial file makes it valid JSON.
struct JSONListFile: ~Copyable {
  private var file: PartialFile
  private var gaps: PartialFile?
  private let gapsPlace: URL
  private var elements = 0
  private(set) var gapCount = 0
  private(set) var gapSeconds = 0.0

  /// The start of every result file, by which a later run recognises it.
  static let signature = "{\"format\":\"vigil-"

  /// Opens the file and writes everything up to the first element of the list.
  init(
    _ destination: URL, format: String, head: [(key: String, value: String)], list: String
  ) throws(ReportError) {
    let gapsPlace = Self.gapsPlace(destination)
    try PartialFile.setAside(gapsPlace)
    var file = try PartialFile(destination)
    var text = Self.signature + "\(format)\""
    for (key, value) in head { text += ",\n\(JSONText.string(key)):\(value)" }
    try file.write(text + ",\n\(JSONText.string(list)):[")
    self.file = file
    self.gapsPlace = gapsPlace
  }

  /// Appends an element of the list.
  mutating func append(_ fields: [(key: String, value: String)]) throws(ReportError) {
    try file.write((elements == 0 ? "\n" : ",\n") + JSONText.object(fields))
    elements += 1
  }

  /// Appends a gap.
  mutating func append(_ gap: SourceGap) throws(ReportError) {
    if gaps == nil { gaps = try PartialFile(gapsPlace) }
    try gaps?.write((gapCount == 0 ? "\n" : ",\n") + JSONText.object(gap.jsonFields))
    gapCount += 1
    gapSeconds += gap.end - gap.start
  }

  /// Puts what was written on the disk.
  func synchronize() throws(ReportError) {
    try file.synchronize()
    try gaps?.synchronize()
  }

  /// Removes what was written for a destination.
  static func discard(_ destination: URL) {
    PartialFile.discard(destination)
    PartialFile.discard(gapsPlace(destination))
  }

  static func gapsPlace(_ destination: URL) -> URL { URL(filePath: destination.path + ".gaps") }

  /// Writes the gaps and the closing fields, and moves the file into place.
  ///
  /// - Parameter forgets: Whether what an earlier run left, and was set aside, is removed.
  consuming func finish(
    tail: [(key: String, value: String)] = [], forgets: Bool = true
  ) throws(ReportError) {
    var text = elements == 0 ? "],\n\"gaps\":[" : "\n],\n\"gaps\":["
    if let gaps = gaps.take() {
      try file.write(text)
      try gaps.drain { block throws(ReportError) in try file.write(block) }
      text = "\n"
    }
    text += "]"
    for (key, value) in tail { text += ",\n\(JSONText.string(key)):\(value)" }
    try file.write(text + "}\n")
    try file.finish(forgets: forgets)
    if forgets { PartialFile.forget(gapsPlace) }
  }
}
