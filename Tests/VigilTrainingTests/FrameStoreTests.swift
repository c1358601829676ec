import Foundation
import Testing
import VigilCore
import VigilPreprocessing
import VigilTestSupport
import VigilTraining

@Suite struct `Frames that are prepared for training` {
  @Test func `come with a warning where a video is cut short`() async throws {
    let folder = try TemporaryFolder()
    let store = FrameStore(folder: folder.url, preprocessing: Preprocessing(.compact, crops: .one))
    let video = LabelledVideos.Video(url: URL(filePath: OddVideo.cutShort.path), isAbnormal: false)
    var warnings: [String] = []
    try await store.prepare([video], stop: StopRequest(), warn: { warnings.append($0) })
    #expect(
      warnings == ["\(OddVideo.cutShort.path) ends earlier than its container says; it may be truncated"])
    #expect(try store.archive(of: [video]).labels.count == 1)
  }
}
