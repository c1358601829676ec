import VigilMedia

extension RecordingError {
  /// What an error of media means for a recording.
  init(_ error: MediaError) {
    switch error.code {
    case .noPackets: self.init(.noPictures, error.message)
    case .unreadable, .noVideo, .undecodable, .notFound, .unsupportedSource:
      self.init(.unreadable, error.message)
    case .stopped: self.init(.stopped, error.message)
    default: self.init(unwritten: error.message)
    }
  }

  /// What a library that writes files says of one that it could not write. Its words are all that tells a full disk.
  init(unwritten message: String) {
    self.init(message.contains("the disk is full") ? .full : .cannotWrite, message)
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
