import VigilMedia

extension RecordingError {
  /// What an error of media means for a recording.
  init(_ error: MediaError) {
    let code: Code =
      switch error.code {
      case .noPackets: .noPictures
      case .unreadable, .noVideo, .undecodable, .notFound, .unsupportedSource: .unreadable
      default: error.message.contains("the disk is full") ? .full : .cannotWrite
      }
    self.init(code, error.message)
  }

  /// Does something with media, and says what its error means for a recording.
  static func explaining<Value>(
    _ body: () throws(MediaError) -> Value
  ) throws(RecordingError) -> Value {
    do throws(MediaError) {
      return try body()
    } catch {
      throw RecordingError(error)
    }
  }
}
