import Foundation
import VigilCore
import VigilMedia
import VigilPipeline
import VigilPreprocessing
import VigilReport
import VigilTraining

/// Prepared frames of videos in a folder; existing ones are not prepared again.
struct FrameStore {
  let folder: URL
  let preprocessing: Preprocessing

  /// Prepares the missing ones.
  ///
  /// - Throws: with every video that cannot be read; the others are kept.
  func prepare(_ videos: [LabelledVideos.Video], _ interruption: Interruption) async throws {
    do {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    } catch {
      throw CommandError("cannot make the folder \(folder.path): \((error as NSError).localizedDescription)")
    }
    let due = videos.filter { !FileManager.default.fileExists(atPath: file($0).path) }
    let clock = ContinuousClock()
    let began = clock.now
    var progress = ProgressLine(
      "Preparing", total: due.count, unit: "videos", screen: .standardError(write: Console.terminal)
    ) { clock.now - began }
    defer { progress.finish() }
    var complaints: [String] = []
    for (index, video) in due.enumerated() {
      do {
        try await prepare(video)
      } catch {
        let message = (error as? any ExplainedError)?.message ?? "\(error)"
        complaints.append(message.contains(video.url.path) ? message : "\(video.url.path): \(message)")
      }
      progress.update(done: index + 1)
      if interruption.stop.isRequested { throw CommandError("interrupted before the first step") }
    }
    guard complaints.isEmpty else { throw CommandError(complaints.prefix(20).joined(separator: "; ")) }
  }

  /// The frames of videos that were prepared.
  func archive(of videos: [LabelledVideos.Video]) throws -> FrameArchive {
    try FrameArchive(
      videos.map { FrameArchive.Video(frames: file($0), label: $0.isAbnormal ? 1 : 0) },
      preprocessing: preprocessing)
  }

  private func prepare(_ video: LabelledVideos.Video) async throws {
    var writer = FrameWriter(file(video))
    var preparer = FramePreparer(preprocessing: preprocessing)
    for try await element in try MediaSource(video.url.path) {
      if case .frame(let frame) = element { try writer.append(preparer.prepare(frame)) }
    }
    try writer.finish()
  }

  /// The name covers everything that determines the content.
  private func file(_ video: LabelledVideos.Video) -> URL {
    let bytes = (try? video.url.resourceValues(forKeys: [.fileSizeKey]).fileSize) ?? 0
    let identity = DeterministicValues.fnv1a64("\(preprocessing) \(bytes) \(video.url.path)")
    let name = video.url.deletingPathExtension().lastPathComponent
    return folder.appending(path: "\(name)-\(String(identity, radix: 16)).npy")
  }
}
