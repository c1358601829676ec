public import Foundation
public import VigilCore

/// Writes one row per snippet: `snippet,start_frame,end_frame,start,end,score,crop_0,…`.
///
/// The rows can be read in `NAME.partial` while they are written; `finish()` moves the file into place.
/// If the writer is dropped before that, the partial file stays. Non-finite scores are written as `nan`. The scores of a live
/// source have a last column, `date`.
public struct ScoresCSVWriter: ~Copyable {
  private var file: PartialFile
  private let crops: Int
  private let hasDates: Bool

  /// Opens the file in a folder that exists.
  ///
  /// - Parameters:
  ///   - crops: the crop scores of every snippet.
  ///   - hasDates: whether there is a column for the moment at which each snippet began.
  public init(_ destination: URL, crops: Int, hasDates: Bool = false) throws(ReportError) {
    var file = try PartialFile(destination)
    let header =
      ["snippet", "start_frame", "end_frame", "start", "end", "score"] + (0..<crops).map { "crop_\($0)" }
      + (hasDates ? ["date"] : [])
    try file.write(header.joined(separator: ",") + "\n")
    self.file = file
    self.crops = crops
    self.hasDates = hasDates
  }

  /// Appends a row.
  ///
  /// - Precondition: the snippet has as many crop scores as the header.
  public mutating func append(_ score: SnippetScore) throws(ReportError) {
    precondition(
      score.cropScores.count == crops, "the header has \(crops) crops, not \(score.cropScores.count)")
    let position = score.position
    var row =
      "\(position.index),\(position.startFrame),\(position.endFrame),\(position.start),\(position.end),\(score.score)"
    for cropScore in score.cropScores { row += ",\(cropScore)" }
    if hasDates { row += "," + (position.date?.formatted(JSONText.dateStyle) ?? "") }
    try file.write(row + "\n")
  }

  /// Puts what was written on the disk, where it survives a power cut.
  public func synchronize() throws(ReportError) { try file.synchronize() }

  /// Moves the file into place.
  public consuming func finish() throws(ReportError) { try finish(forgets: true) }

  consuming func finish(forgets: Bool) throws(ReportError) { try file.finish(forgets: forgets) }
}
