public import Foundation
public import VigilCore

/// Writes one row per snippet: `snippet,start_frame,end_frame,start,end,score,crop_0,…`.
///
/// The rows can be read in `NAME.partial` while they are written; `finish()` moves the file into place.
/// If the writer is dropped before that, the partial file stays. Non-finite scores are written as `nan`.
public struct ScoresCSVWriter: ~Copyable {
  private var file: PartialFile
  private let crops: Int

  /// Opens the file in a folder that exists.
  ///
  /// - Parameter crops: the crop scores of every snippet.
  public init(_ destination: URL, crops: Int) throws(ReportError) {
    var file = try PartialFile(destination)
    let header =
      ["snippet", "start_frame", "end_frame", "start", "end", "score"] + (0..<crops).map { "crop_\($0)" }
    try file.write(header.joined(separator: ",") + "\n")
    self.file = file
    self.crops = crops
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
    try file.write(row + "\n")
  }

  /// Moves the file into place.
  public consuming func finish() throws(ReportError) {
    try file.finish()
  }
}
