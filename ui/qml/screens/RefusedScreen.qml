import QtQuick
import QtQuick.Layouts
import OpenLuke
import ".."
import "../controls"

Page {
    id: screen

    required property RefusedViewModel vm

    pictureCrops: !Theme.landscape
    pictureRatio: vm.aimAgain ? (Theme.landscape ? 1.25 : 1.3) : 0

    Headline {
        Layout.fillWidth: true
        text: screen.vm.headline
    }
    Label {
        Layout.fillWidth: true
        text: screen.vm.advice
    }

    picture: [
        Preview {
            anchors.fill: parent
            visible: screen.vm.aimAgain
            path: screen.vm.previewPath
            words: screen.vm.aimWords
        },
        FactCard {
            width: parent.width
            height: Theme.landscape ? parent.height : Math.min(implicitHeight, parent.height)
            visible: !screen.vm.aimAgain && fact.length > 0
            symbol: screen.vm.factIcon
            label: screen.vm.factLabel
            fact: screen.vm.fact
            detail: screen.vm.factDetail
        }
    ]

    actions: [
        ActionButton {
            Layout.fillWidth: true
            Layout.columnSpan: screen.wholeRow
            vm: screen.vm
            intent: "type_code"
            symbol: "keypad"
            text: screen.vm.typeLabel
        },
        ActionButton {
            Layout.fillWidth: true
            vm: screen.vm
            intent: "help"
            symbol: "question"
            text: screen.vm.helpLabel
        },
        ActionButton {
            Layout.fillWidth: true
            vm: screen.vm
            intent: "back"
            symbol: "back"
            text: screen.vm.backLabel
        },
        ActionButton {
            Layout.fillWidth: true
            vm: screen.vm
            intent: "home"
            symbol: "home"
            text: screen.vm.homeLabel
        }
    ]
}
