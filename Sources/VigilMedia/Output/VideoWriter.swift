public import Foundation
public import VigilCore

/// Writes frames as an H.264 video in an MP4 file.
///
/// Every frame keeps its presentation time, to a ninety-thousandth of a second, so a variable frame rate is preserved.
/// The file is written beside its place and appears there when `finish()` returns; a writer that is released
/// before leaves nothing, or if the file is recoverable, what was written.
public actor VideoWriter {
  private let executor = ThreadExecutor(name: "vigil writer")
  private let destination: URL
  private let options: VideoWriterOptions
  private var movie: Movie?
  private var failure: MediaError?
  private var isFinished = false

  /// The thread that encodes.
  public nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

  /// Describes a writer. The file is created with the first frame, whose size is that of the video.
  public init(_ destination: URL, options: VideoWriterOptions = VideoWriterOptions()) {
    self.destination = destination
    self.options = options
  }

  /// Writes a frame. Frames come in the order of their times.
  ///
  /// - Throws: `MediaError` with code `noEncoder`, `encodingFailed` or `cannotWrite`; the partial file is then
  ///   removed, and every later call throws the same.
  public func append(_ frame: Frame) throws(MediaError) {
    precondition(!isFinished, "no frames can be added to a finished video")
    if let failure { throw failure }
    do throws(MediaError) {
      if movie == nil { movie = try Movie(destination, first: frame, options: options) }
      try movie?.append(frame)
    } catch {
      movie = nil
      failure = error
      throw error
    }
  }

  /// Completes the file and moves it into place.
  ///
  /// - Parameter cutsSound: Whether sound ends with the pictures, rather than with its source.
  /// - Throws: `MediaError`; a video without a frame is an error.
  @discardableResult
  public func finish(cutsSound: Bool = false) throws(MediaError) -> VideoSummary {
    if let failure { throw failure }
    guard let movie else {
      throw MediaError(.cannotWrite, "\(destination.path) was not written: there are no frames")
    }
    self.movie = nil
    isFinished = true
    return try movie.finish(cutsSound: cutsSound)
  }

  /// Removes what was written, if anything was; the writer cannot be used afterwards.
  public func discard() {
    movie?.discard()
    movie = nil
    isFinished = true
  }
}
