import QtQuick
import OpenLuke
import ".."

// Who is at work, the other page, and out.
Item {
    id: bar

    required property ScreenViewModel vm
    required property string title
    required property string otherAction
    required property string otherSymbol
    required property string otherLabel

    implicitHeight: Theme.dense

    Label {
        anchors {
            left: parent.left
            right: buttons.left
            rightMargin: Theme.gap
            verticalCenter: parent.verticalCenter
        }
        text: bar.title
        font.pixelSize: Theme.small
        font.weight: 600
    }
    Row {
        id: buttons

        anchors.right: parent.right
        spacing: Theme.gap

        ActionButton {
            vm: bar.vm
            intent: bar.otherAction
            symbol: bar.otherSymbol
            text: bar.otherLabel
            tall: Theme.dense
            textSize: Theme.fine * 1.15
        }
        ActionButton {
            vm: bar.vm
            intent: "back"
            symbol: "back"
            text: bar.vm.backLabel
            tall: Theme.dense
            textSize: Theme.fine * 1.15
        }
        ActionButton {
            vm: bar.vm
            intent: "log_out"
            symbol: "leave"
            text: bar.vm.homeLabel
            tall: Theme.dense
            textSize: Theme.fine * 1.15
        }
    }
}
