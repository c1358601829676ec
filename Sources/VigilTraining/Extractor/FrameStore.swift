public import Foundation
public import VigilCore
import VigilMedia
public import VigilPreprocessing

/// Prepared frames of videos in a folder; existing ones are not prepared again.
public struct FrameStore: Sendable {
  /// Where the frames are.
  public let folder: URL
  /// How they are prepared.
  public let preprocessing: Preprocessing

  /// A store in a folder, which need not exist.
  public init(folder: URL, preprocessing: Preprocessing) {
    self.folder = folder
    self.preprocessing = preprocessing
  }

  /// Prepares the missing ones.
  ///
  /// - Parameters:
  ///   - stop: looked at after each video.
  ///   - progress: told after each video how many of those that were missing are done.
  ///   - warn: receives a sentence for each thing that is wrong with a video that is prepared nevertheless.
  /// - Throws: `badData` with every video that cannot be read; the others are kept. `interrupted`; `cannotWrite`.
  public func prepare(
    _ videos: [LabelledVideos.Video], stop: StopRequest,
    progress: (_ done: Int, _ of: Int) -> Void = { _, _ in }, warn: (String) -> Void = { _ in }
  ) async throws {
    do throws(CoreError) {
      try Destination.makeFolder(folder)
    } catch {
      throw TrainingError(error)
    }
    let due = videos.filter { !FileManager.default.fileExists(atPath: file($0).path) }
    var complaints: [String] = []
    for (index, video) in due.enumerated() {
      do {
        let faults = try await prepare(video)
        faults.sentences(about: video.url.path).forEach(warn)
      } catch {
        let message = error.explanation
        complaints.append(message.contains(video.url.path) ? message : "\(video.url.path): \(message)")
      }
      progress(index + 1, due.count)
      if stop.isRequested { throw TrainingError.beforeFirstStep }
    }
    guard complaints.isEmpty else { throw TrainingError(.badData, complaints.joinedComplaints()) }
  }

  /// The frames of videos that were prepared.
  ///
  /// - Throws: `badData` with everything that is damaged, or too short for a snippet.
  public func archive(of videos: [LabelledVideos.Video]) throws(TrainingError) -> FrameArchive {
    try FrameArchive(
      videos.map { FrameArchive.Video(frames: file($0), label: $0.isAbnormal ? 1 : 0) },
      preprocessing: preprocessing)
  }

  private func prepare(_ video: LabelledVideos.Video) async throws -> SourceFaults {
    var writer = FrameWriter(file(video))
    var preparer = FramePreparer(preprocessing: preprocessing)
    let source = try MediaSource(video.url.path)
    for try await element in source {
      if case .frame(let frame) = element { try writer.append(preparer.prepare(frame)) }
    }
    try writer.finish()
    return source.status.faults
  }

  /// The name covers everything that determines the content.
  private func file(_ video: LabelledVideos.Video) -> URL {
    let bytes = (try? video.url.resourceValues(forKeys: [.fileSizeKey]).fileSize) ?? 0
    let identity = DeterministicValues.fnv1a64("\(preprocessing) \(bytes) \(video.url.path)")
    let name = video.url.deletingPathExtension().lastPathComponent
    return folder.appending(path: "\(name)-\(String(identity, radix: 16)).npy")
  }
}
