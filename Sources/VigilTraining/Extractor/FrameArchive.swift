public import Foundation
import VigilCore
public import VigilPreprocessing
import VigilTensorFiles

/// Labelled videos as prepared frames in mapped files: the training data of an extractor, in any amount.
public struct FrameArchive: Sendable {
  /// One video.
  public struct Video: Hashable, Sendable {
    /// The prepared frames, [frames, 3, height, width] in bytes; see `FrameWriter`.
    public var frames: URL
    /// The label: how abnormal it is, 0 to 1.
    public var label: Float

    /// Makes a video.
    public init(frames: URL, label: Float) {
      self.frames = frames
      self.label = label
    }
  }

  /// The preprocessing of the frames.
  public let preprocessing: Preprocessing
  /// The videos' labels.
  public let labels: [Float]
  private let frames: [MappedNPY]

  /// Opens the frames of videos.
  ///
  /// - Throws: `badData` with everything that is damaged, or too short for a snippet.
  public init(_ videos: [Video], preprocessing: Preprocessing) throws(TrainingError) {
    var complaints: [String] = []
    frames = videos.compactMap { video in
      do throws(TensorFileError) {
        let frames = try MappedNPY(video.frames, of: .uint8)
        let fits =
          frames.shape.count == 4 && frames.shape[1] == 3 && frames.shape[2] >= preprocessing.cropHeight
          && frames.shape[3] >= preprocessing.cropWidth
        if fits, frames.rowCount > 0 { return frames }
        complaints.append(
          "\(video.frames.path) does not hold frames of \(preprocessing); remove it and run again")
      } catch {
        complaints.append(error.message)
      }
      return nil
    }
    guard complaints.isEmpty else {
      throw TrainingError(.badData, complaints.joinedComplaints())
    }
    labels = videos.map(\.label)
    self.preprocessing = preprocessing
  }

  /// The number of frames of a video.
  func frameCount(_ video: Int) -> Int { frames[video].rowCount }

  /// The height and width of a video's prepared frames.
  func size(_ video: Int) -> (height: Int, width: Int) {
    (frames[video].rowShape[1], frames[video].rowShape[2])
  }

  /// Lends one frame, planar [3, height, width].
  func withFrame<Result>(_ index: Int, of video: Int, _ body: (Span<UInt8>) -> Result) -> Result {
    frames[video].withBytes(ofRow: index, body)
  }
}

/// Writes the prepared frames of one video; the file appears once it is complete.
public struct FrameWriter: ~Copyable {
  private let destination: URL
  private var writer: NPYWriter?
  private var rowShape: [Int] = []

  /// Begins a file.
  public init(_ destination: URL) {
    self.destination = destination
  }

  /// Appends a frame that was prepared whole, by preprocessing with more than one crop or without cropping.
  ///
  /// - Throws: `badData` if the frame size changes or frames are not 8-bit, as under `paper`; `cannotWrite`.
  public mutating func append(_ frame: PreparedFrame) throws(TrainingError) {
    guard case .pixels(let pixels) = frame.storage else {
      throw TrainingError(.badData, "an extractor is trained on a preset of 8-bit frames, such as compact")
    }
    let shape = [3, frame.region.height, frame.region.width]
    do throws(TensorFileError) {
      if writer == nil {
        writer = try NPYWriter(destination, rowShape: shape, of: .uint8)
        rowShape = shape
      }
      guard shape == rowShape else {
        throw TensorFileError(.unsupported, "the picture size changes; split the video there")
      }
      try writer?.append(bytes: pixels)
    } catch {
      throw TrainingError(error.code == .unsupported ? .badData : .cannotWrite, error.message)
    }
  }

  /// Moves the file into place.
  ///
  /// - Throws: `badData` if there was no frame; `cannotWrite`.
  public mutating func finish() throws(TrainingError) {
    guard let writer = writer.take() else { throw TrainingError(.badData, "the video has no frames") }
    do throws(TensorFileError) {
      try writer.finish()
    } catch {
      throw TrainingError(.cannotWrite, error.message)
    }
  }
}
