import QtQuick
import OpenLuke
import ".."
import "../controls"

// The picture large, its figures beside or below.
Item {
    id: screen

    required property ServiceCameraViewModel vm
    readonly property real inner: width - 2 * Theme.margin

    ServiceBar {
        id: bar

        x: Theme.margin
        y: Theme.gap
        width: screen.inner
        vm: screen.vm
        title: screen.vm.headline
        otherAction: "doors_page"
        otherSymbol: "door"
        otherLabel: screen.vm.doorsLabel
    }

    Preview {
        id: picture

        x: Theme.margin
        y: bar.y + bar.height + Theme.gap
        width: screen.inner * (Theme.landscape ? 0.54 : 1)
        height: width * 9 / 16
        path: screen.vm.previewPath
        words: screen.vm.aimWords
    }

    Column {
        id: figures

        x: Theme.landscape ? picture.x + picture.width + Theme.margin : Theme.margin
        y: Theme.landscape ? picture.y : picture.y + picture.height + Theme.block
        width: screen.width - Theme.margin - x
        spacing: Theme.gap

        Label {
            width: parent.width
            text: screen.vm.hint
            font.pixelSize: Theme.fine * 1.1
            color: Theme.soft
        }
        FactList {
            width: parent.width
            facts: screen.vm.facts
        }
    }
    FactList {
        x: Theme.margin
        y: Theme.landscape ? picture.y + picture.height + Theme.gap : figures.y + figures.height
        width: picture.width
        facts: screen.vm.scanners
    }
}
