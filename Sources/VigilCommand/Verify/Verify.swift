import ArgumentParser
import Foundation
import VigilEvidence

/// `vigil verify PATH`.
struct Verify: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Checks that evidence is what a station wrote: a case, a manifest, or a station's folder.",
    discussion: """
      A key that lies in a case proves nothing, so give the station's station.pem, which you have from elsewhere. A \
      station's own folder is verified by the key in it if none is given, and the output says so. Ends with status 1 if anything is not as it was signed.
      """)

  @Argument(help: "A case, a manifest or a folder.")
  var path: String

  @Option(help: "A public key that is trusted, station.pem; may be given several times.")
  var key: [String] = []

  @Option(help: "A manifest's number and digest as noted before, NUMBER:DIGEST; may be given several times.")
  var noted: [String] = []

  func run() async throws {
    let place = URL(filePath: path)
    let report = try EvidenceVerifier(
      for: place, keyFiles: key.map { URL(filePath: $0) }, anchors: noted
    ).verify(place)
    for line in report.lines { Console.result(line) }
    guard report.isGood else { throw ExitCode.failure }
  }
}
