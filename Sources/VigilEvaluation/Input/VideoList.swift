import VigilCore

/// The videos of a test set in the order of their scores, with their lengths.
public struct VideoList: Hashable, Sendable {
  /// One video.
  public struct Video: Hashable, Sendable {
    /// The name without folder and extension.
    public var name: String
    /// The number of frames; if only snippets are known, sixteen for each.
    public var frames: Int

    /// Makes a video.
    public init(name: String, frames: Int) {
      self.name = name
      self.frames = frames
    }
  }

  /// The videos.
  public var videos: [Video]

  /// Holds videos of known length.
  public init(_ videos: [Video]) {
    self.videos = videos
  }

  /// Reads a table with the columns `video` and `frames`, or `video` and `snippets` (or `snippets16`).
  ///
  /// - Parameters:
  ///   - csv: the text of the table.
  ///   - name: the name of the table in errors.
  ///   - framesPerScore: frames per snippet, for tables that count snippets.
  /// - Throws: `badFile`.
  public init(csv: String, name: String, framesPerScore: Int) throws(EvaluationError) {
    let table = try CSVTable(csv, name: name)
    guard let names = table.column("video", "name", "file") else {
      throw EvaluationError(
        .badFile, "\(name) has no column video; it has \(table.columns.joined(separator: ", "))")
    }
    let frames = table.column("frames")
    guard let lengths = frames ?? table.column("snippets", "snippets16") else {
      throw EvaluationError(
        .badFile,
        "\(name) has neither a column frames nor snippets; it has \(table.columns.joined(separator: ", "))")
    }
    var videos: [Video] = []
    for row in table.rows.indices {
      let length = try table.number(row, lengths, atLeast: 1)
      videos.append(
        Video(
          name: VideoName.stem(table.rows[row][names]),
          frames: frames == nil ? length * framesPerScore : length))
    }
    self.videos = videos
  }
}
