import Foundation
import Testing
import VigilCore

@Suite struct `A provenance` {
  @Test func `is read with the keys of every version`() throws {
    let provenance = Provenance(
      vigil: "1", date: Date(timeIntervalSince1970: 1_772_366_400), source: SourceDescription(name: "a.mp4"),
      preprocessing: PreprocessingDescription(name: "rtfm", crops: 10),
      networks: [
        NetworkDescription(
          role: "detector", architecture: "rtfm", precision: "fp32", weights: "ucf", sha256: nil,
          isTrained: true)
      ], engine: EngineDescription(name: "OpenVINO", version: "1"),
      detection: DetectionDescription(mode: .online, windowSnippets: 32), rules: EventRules(threshold: 0.5),
      thresholdSource: "camera.json", machine: "a machine")
    let json = String(decoding: try JSONEncoder().encode(provenance), as: UTF8.self)
    let former = json.replacingOccurrences(of: "\"preprocessing\":", with: "\"recipe\":")
    #expect(former != json && !json.contains("recipe"))
    for text in [json, former] {
      #expect(try JSONDecoder().decode(Provenance.self, from: Data(text.utf8)) == provenance, "\(text)")
    }
  }
}
