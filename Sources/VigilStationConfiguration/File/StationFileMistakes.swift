public import VigilCore

/// All mistakes for which a station's file cannot be used.
public struct StationFileMistakes: ExplainedError, Hashable {
  /// The mistakes, in the order of the file.
  public let mistakes: [StationFileError]

  /// Sorts mistakes by their places.
  public init(_ mistakes: [StationFileError]) {
    self.mistakes = mistakes.sorted { ($0.place ?? .first, $0.message) < ($1.place ?? .first, $1.message) }
  }

  /// The mistakes, one after another.
  public var message: String { mistakes.map(\.message).joinedComplaints() }
}

extension StationFileError.Place {
  fileprivate static let first = Self(line: 0, column: 0)
}
