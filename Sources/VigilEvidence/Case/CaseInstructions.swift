import Foundation

/// What a case says of how to verify it.
enum CaseInstructions {
  /// The text of `VERIFY.txt`.
  static func text(key: StationKey, date: Date, sequence: Int) -> String {
    let manifest = SealedManifest.name(sequence)
    let signature = SealedManifest.signatureName(sequence)
    return """
      This case was made by the Vigil station

          \(key.id)

      at \(UTCTime.text(date)). Every file in it is signed by that station.

      First make sure that the key is the station's: ask whoever runs it for the id above or for the file
      station.pem, by another way than the one by which this case came. A key that comes with a case proves
      nothing.

      With Vigil, on the archive as it is or on the folder after unpacking:

          vigil verify --key station.pem CASE.zip

      Without Vigil, after unpacking, with OpenSSL 3 (the id of the key; the list; each manifest, here the first):

          openssl pkey -pubin -in station.pem -outform DER | tail -c 32 | sha256sum | cut -c 1-16
          openssl pkeyutl -verify -pubin -inkey station.pem -rawin -in case.json -sigfile case.sig
          openssl pkeyutl -verify -pubin -inkey station.pem -rawin -in \(manifest) \\
              -sigfile \(signature)
          sha256sum --check SHA256SUMS

      case.json has the SHA-256 of every other file, SHA256SUMS included; a manifest has those of its event's
      files and of the manifest before it ("previous").

      Manifests that belong to none of the chosen events are there so that a missing one would be noticed.

      """
  }
}
