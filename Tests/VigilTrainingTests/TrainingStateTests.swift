import Foundation
import Testing
import VigilCore
import VigilNetworks
import VigilTestSupport
import VigilTorch
import VigilTraining

@Suite struct `A training state` {
  @Test func `is read with the keys of every version`() throws {
    let folder = try TemporaryFolder()
    let tensors = ["w": Tensor(shape: [2], values: [1, 2])]
    var settings = TrainingSettings.rtfm
    settings.steps = 7
    let state = TrainingState(
      settings: settings, weights: Weights(tensors),
      adam: Adam.State(steps: 3, first: tensors, second: tensors))
    let (file, older) = (folder.appending("state"), folder.appending("older"))
    try state.write(to: file)
    let data = try Data(contentsOf: file)
    // As many bytes: a file of this format begins with the length of its header.
    let key = try #require(data.range(of: Data("\"vigil.training.settings\":".utf8)))
    var former = data
    former.replaceSubrange(key, with: Data("\"vigil.training.plan\":    ".utf8))
    try #require(former.count == data.count)
    try former.write(to: older)
    for url in [file, older] {
      let found = try TrainingState(reading: url)
      #expect(found.settings == settings && found.adam.steps == 3 && found.weights == state.weights)
    }
  }
}
