import CFFmpeg
import Synchronization

/// The converter of the pictures of one input, which may be converted on any thread.
final class SharedConverter: Sendable {
  /// Held by whoever uses the converter.
  private let turn = Mutex(())
  private nonisolated(unsafe) let converter = PictureConverter()

  /// Whether the format of a picture can be converted.
  func canConvert(_ picture: UnsafeMutablePointer<AVFrame>) -> Bool {
    turn.withLock { _ in converter.prepare(for: picture) }
  }

  /// RGB of a picture as it is stored; nil if its format cannot be converted.
  func rgb(_ picture: UnsafeMutablePointer<AVFrame>) -> [UInt8]? {
    turn.withLock { _ in converter.rgb(picture) }
  }
}
